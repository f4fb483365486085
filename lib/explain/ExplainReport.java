package daggerkit.explain;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.DaggerException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes requests as they come: as trees to be read, or as JSON, one object a line. A request is written at once, so that
 * the command's own output may stand between two requests but not in one. Thread-safe.
 */
public final class ExplainReport implements ExplainServer.Listener {
    /** How a request is written. */
    public enum Form {
        /** A tree, as {@link ExplainedRequest#text()} gives it, under a heading. */
        PLAIN,
        /** The same with the colours of a terminal. */
        COLORED,
        /** An object with {@code request} (its number), {@code query}, {@code variables}, {@code formatted}, {@code steps}
         * (how many), {@code valid}, {@code errors} and {@code warnings}. */
        JSON
    }

    private final OutputStream out;
    private final Form form;
    private int requests;
    private long steps;
    private int notValid;

    /**
     * Writes to a stream, which it does not close.
     *
     * @param out where to
     * @param form how
     */
    public ExplainReport(OutputStream out, Form form) {
        this.out = out;
        this.form = form;
    }

    /**
     * Writes a request.
     *
     * @param request the request
     * @throws UncheckedIOException if that fails
     */
    @Override
    public synchronized void asked(ExplainedRequest request) {
        requests++;
        steps += request.stepCount();
        notValid += request.isValid() ? 0 : 1;
        StringBuilder text = new StringBuilder();
        if (form == Form.JSON) {
            ObjectNode json = JsonNodeFactory.instance.objectNode().put("request", requests);
            json.setAll(request.json());
            text.append(json).append('\n');
        } else {
            boolean colored = form == Form.COLORED;
            text.append(requests == 1 ? "" : "\n").append(Style.HEADING.on("request " + requests, colored));
            String state = request.isValid() ? ", " + count(request.stepCount(), "step") : ", not valid";
            text.append((request.isValid() ? Style.GUIDE : Style.ERROR).on(state, colored))
                    .append('\n');
            request.text(colored)
                    .lines()
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        }
        try {
            out.write(text.toString().getBytes(StandardCharsets.UTF_8));
            out.flush();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Says on standard error how many requests there were. */
    @Override
    public synchronized void ended() {
        System.err.println((form == Form.JSON || requests == 0 ? "" : "\n") + "explain: " + summary() + "."
                + (requests > 0
                        ? ""
                        : " A chain is sent when something is read of it: is there a .sync() or .stdout() missing?"));
    }

    /**
     * How many requests there were.
     *
     * @return {@code N requests, N steps, N not valid}
     */
    public synchronized String summary() {
        return count(requests, "request") + ", " + count(steps, "step") + ", " + notValid + " not valid";
    }

    /**
     * How many requests the engine would not run.
     *
     * @return their number
     */
    public synchronized int notValid() {
        return notValid;
    }

    /**
     * Opens a file to be written to, in place of what was in it. A new one can be read by its owner only.
     *
     * @param file the file
     * @return a stream, to be closed
     * @throws DaggerException if it cannot be written
     */
    public static OutputStream open(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] attributes = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        try {
            return Channels.newOutputStream(Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE),
                    attributes));
        } catch (IOException failure) {
            throw new DaggerException("Cannot write \"" + file + "\": expected a file in a folder that is there, which"
                    + " you may write.");
        }
    }

    private static String count(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }
}
