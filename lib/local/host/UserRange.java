package daggerkit.local.host;

import daggerkit.local.files.HostIds;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A user namespace with a number of this host for every user of a container, which only root can make: numbers that no
 * one else has, so that a command is nobody on the host, and its files are nobody's. A process of its own holds it, and
 * ends with this one.
 */
final class UserRange {
    /** As many as a container has on an engine. */
    private static final int COUNT = 0x10000;

    /** Says that it is there, and stays until nobody holds its standard input. */
    private static final String HOLD = "echo; read nothing";

    private final Process holder;
    private final HostIds ids;

    private UserRange(Process holder, HostIds ids) {
        this.holder = holder;
        this.ids = ids;
    }

    /**
     * Makes the namespace.
     *
     * @param folder the working directory of the process that holds it
     * @param unshare the tool's absolute path
     * @return the namespace, to be closed; null if this host does not give one
     */
    static UserRange open(Path folder, String unshare) throws InterruptedException {
        Process holder = null;
        try {
            int first = SessionUser.choose(COUNT);
            ProcessBuilder builder = CommandText.process(folder, List.of(unshare, "--user", "--", "sh", "-c", HOLD));
            holder = builder.redirectError(Redirect.DISCARD).start();
            if (holder.getInputStream().read() == '\n') {
                String map = "0 " + first + " " + COUNT + "\n";
                for (String file : List.of("uid_map", "gid_map")) {
                    Path written = Path.of("/proc/" + holder.pid() + "/" + file);
                    Files.write(written, map.getBytes(StandardCharsets.US_ASCII));
                }
                UserRange range = new UserRange(holder, new HostIds(first, COUNT));
                if (range.works(folder)) {
                    return range;
                }
            }
        } catch (IOException impossible) {
            // There is no such tool, or this root has not all the users: one user for all is what remains.
        }
        close(holder);
        return null;
    }

    private boolean works(Path folder) throws IOException, InterruptedException {
        List<String> command = new java.util.ArrayList<>(enter());
        command.add("true");
        Process process = CommandText.process(folder, command)
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        process.getOutputStream().close();
        return process.waitFor() == 0;
    }

    /** The users of the host. */
    HostIds ids() {
        return ids;
    }

    /** What enters the namespace as its root, before a command. */
    List<String> enter() {
        String namespace = "/proc/" + holder.pid() + "/ns/user";
        return List.of("nsenter", "--user=" + namespace, "--setuid", "0", "--setgid", "0", "--");
    }

    void close() throws InterruptedException {
        close(holder);
    }

    private static void close(Process holder) throws InterruptedException {
        if (holder != null) {
            holder.destroyForcibly();
            holder.waitFor(1, TimeUnit.MINUTES);
        }
    }
}
