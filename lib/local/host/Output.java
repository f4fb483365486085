package daggerkit.local.host;

import daggerkit.local.files.FileStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a command writes, in files: each of the two streams, and both in the order in which they came. */
public final class Output implements AutoCloseable {
    /** The engine keeps so much of each stream in an error: recording {@code exec-error-big-output}. */
    private static final int LONGEST_TAIL = 100 * 1024;

    private static final int BUFFER_BYTES = 1 << 16;

    private final Path stdout;
    private final Path stderr;
    private final Path combined;
    private final OutputStream both;
    private final List<Thread> readers = new ArrayList<>();
    private volatile IOException failure;
    private volatile long received;

    /** Makes the files. */
    public Output(FileStore disk) throws IOException {
        stdout = Files.createFile(disk.newFile());
        stderr = Files.createFile(disk.newFile());
        combined = disk.newFile();
        both = Files.newOutputStream(combined);
    }

    public Path stdout() {
        return stdout;
    }

    public Path stderr() {
        return stderr;
    }

    public Path combined() {
        return combined;
    }

    /** Begins to read both streams of a process, without what must not be seen. */
    public void read(Process process, List<byte[]> secrets) {
        read(process.getInputStream(), stdout, new Scrubber(secrets));
        read(process.getErrorStream(), stderr, new Scrubber(secrets));
    }

    private void read(InputStream stream, Path file, Scrubber scrubber) {
        Thread reader = new Thread(() -> copy(stream, file, scrubber), "output of a command");
        reader.setDaemon(true);
        reader.start();
        readers.add(reader);
    }

    private void copy(InputStream stream, Path file, Scrubber scrubber) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (stream;
                OutputStream out = Files.newOutputStream(file)) {
            int length;
            do {
                length = stream.read(buffer);
                received = System.nanoTime();
                byte[] text = scrubber.scrub(buffer, Math.max(0, length));
                synchronized (both) {
                    out.write(text);
                    both.write(text);
                }
            } while (length >= 0);
        } catch (IOException broken) {
            failure = broken;
        }
    }

    /**
     * Waits for the end of both streams, which comes with the end of all processes that hold them.
     *
     * @param milliseconds how long, since something last came of them; 0 for as long as it takes: on a busy host the
     *     threads that read may not have had their turn for longer than any limit
     */
    public void await(long milliseconds) throws IOException, InterruptedException {
        received = System.nanoTime();
        for (Thread reader : readers) {
            if (milliseconds == 0) {
                reader.join();
            }
            while (reader.isAlive() && left(milliseconds) > 0) {
                reader.join(left(milliseconds));
            }
        }
        synchronized (both) {
            both.flush();
        }
        if (failure != null && readers.stream().noneMatch(Thread::isAlive)) {
            throw failure;
        }
    }

    private long left(long milliseconds) {
        return milliseconds - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - received);
    }

    /** Deletes what came, which nobody is to see: it may be what is too much. */
    public void discard() throws IOException {
        for (Path file : List.of(stdout, stderr, combined)) {
            Files.deleteIfExists(file);
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (both) {
            both.close();
        }
    }

    /** The end of a stream, as an error has it. */
    public static String tail(Path output) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(output.toFile(), "r")) {
            long omitted = Math.max(0, file.length() - LONGEST_TAIL);
            byte[] tail = new byte[(int) (file.length() - omitted)];
            file.seek(omitted);
            file.readFully(tail);
            if (omitted > 0) {
                byte[] head = ("[omitting " + omitted + " bytes]...").getBytes(StandardCharsets.UTF_8);
                System.arraycopy(head, 0, tail, 0, head.length);
            }
            return new String(tail, StandardCharsets.UTF_8).strip();
        }
    }
}
