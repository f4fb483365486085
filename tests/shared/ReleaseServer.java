package daggerkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A server of releases of a stand-in for the {@code dagger} command, on loopback, with the paths of the real one. It is a
 * proxy as well, since it looks at nothing but the path. Thread-safe.
 */
final class ReleaseServer implements AutoCloseable {
    static final String VERSION = "0.21.8";

    /** The stand-in: it tells its arguments. */
    static final String PROGRAM = "#!/bin/sh\necho \"stand-in: $*\"\n";

    /** How a test answers in place of the file. */
    interface Answer {
        /** Answers; the exchange is closed afterwards. */
        void to(HttpExchange exchange) throws IOException;
    }

    /** What was asked for: the method and the address, as they came, with the user of each header. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    ReleaseServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    /** A server with the version for Linux on the processor of this machine, and for nothing else. */
    static ReleaseServer ofStandIn(String program) throws IOException {
        ReleaseServer server = new ReleaseServer();
        server.release(archiveHere(), tarGz(Map.of("LICENSE", "Apache", "dagger", program)));
        return server;
    }

    /** The name of the archive for this machine, which the tests of scripts need. */
    static String archiveHere() {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        String os = System.getProperty("os.name").equals("Linux") ? "linux" : "darwin";
        return "dagger_v" + VERSION + "_" + os + "_" + arch + ".tar.gz";
    }

    /** Where the releases are. */
    String address() {
        return "http://" + host() + "/releases";
    }

    String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Puts an archive there, and its checksum. */
    void release(String name, byte[] archive) {
        files.put("/releases/" + VERSION + "/" + name, archive);
        checksums(sha256(archive) + "  " + name + "\n");
    }

    void checksums(String text) {
        files.put("/releases/" + VERSION + "/checksums.txt", text.getBytes(StandardCharsets.UTF_8));
    }

    /** Lets a test answer for a file of the version, or for checksums.txt. */
    void answer(String name, Answer answer) {
        answers.put("/releases/" + VERSION + "/" + name, answer);
    }

    /** Answers as it did before. */
    void answerAsUsual() {
        answers.clear();
    }

    byte[] file(String name) {
        return files.get("/releases/" + VERSION + "/" + name);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            requests.add(
                    exchange.getRequestURI() + head(exchange, "Authorization") + head(exchange, "Proxy-Authorization"));
            String path = exchange.getRequestURI().getPath();
            Answer answer = answers.get(path);
            byte[] file = files.get(path);
            if (answer != null) {
                answer.to(exchange);
            } else if (file == null) {
                exchange.sendResponseHeaders(404, -1);
            } else {
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
            }
        }
    }

    private static String head(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : " " + name + ": " + value;
    }

    /** An archive as the system's own tar makes it. */
    static byte[] tarGz(Map<String, String> entries) throws IOException {
        Path folder = Files.createTempDirectory("daggerkit-tar");
        try {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                Path file = folder.resolve(entry.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, entry.getValue());
            }
            return tarGz(folder, "*");
        } finally {
            Run.command("rm", "-rf", folder.toString()).run();
        }
    }

    /** The same of what a pattern of the shell names in a folder. */
    static byte[] tarGz(Path folder, String pattern) throws IOException {
        Path archive = Files.createTempFile("daggerkit", ".tar.gz");
        try {
            Run.Result made = Run.command("sh", "-c", "tar -czf \"$0\" " + pattern, archive.toString())
                    .in(folder)
                    .run();
            if (made.code() != 0) {
                throw new IOException(made.err());
            }
            return Files.readAllBytes(archive);
        } finally {
            Files.delete(archive);
        }
    }

    static byte[] zip(Map<String, String> entries) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String sha256(byte[] bytes) {
        return ReleaseMaven.hex("SHA-256", bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
