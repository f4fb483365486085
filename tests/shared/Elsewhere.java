package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A machine that never saw a clone: an empty home, an empty folder, {@code jbang} on PATH, and the files that users get
 * behind an HTTP address. Only Maven's downloads are those of this machine. It runs the console blocks of a page, by these
 * rules: {@code dagger run COMMAND} is COMMAND with the session of a test in its environment; ADDRESS is where the files
 * are;
 * three dots stand for anything, N for a number, and {@code myhost 6.1.0 x86_64} for
 * what uname says of a machine.
 */
final class Elsewhere implements AutoCloseable {
    private static final Pattern EXIT_CODE = Pattern.compile("failed with exit code ([0-9]+)");

    /** What a page shows as a sample, and what is printed there; the Q is the one of {@link Pattern#quote}. */
    private static final String[][] SAMPLES = {
        {"\\.\\.\\.", ".*"}, {"myhost 6\\.1\\.0 x86_64", "\\S+ \\S+ \\S+"}, {"(?<![A-PR-Za-z])N ", "[0-9]+ "}
    };

    private final Path root;
    private final Site site;

    /** An address with the files that users get, and JBang's cache of what it has compiled of them. */
    private static final class Site {
        final List<String> requests = new CopyOnWriteArrayList<>();
        final HttpServer files = server();
        final Path cache;

        Site(Path cache) throws IOException {
            this.cache = Files.createDirectories(cache);
            files.createContext("/", this::serve);
            files.start();
        }

        private void serve(HttpExchange exchange) throws IOException {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            byte[] body = file(path);
            if (body != null) {
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
            exchange.close();
        }
    }

    /**
     * One for all tests, so that the library is compiled once and not for each. JBang does not lock its cache, so no two classes
     * use it at once: they are {@link ElsewhereInTurn}.
     */
    private static final class Shared {
        static final Site SITE;

        static {
            try {
                SITE = new Site(Files.createTempDirectory("elsewhere"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                SITE.files.stop(0);
                TestFolders.delete(SITE.cache);
            }));
        }
    }

    /** The files of a release, made once: it takes as long as to compile the library. */
    private static final class Released {
        static final Release RELEASE;

        static {
            try {
                RELEASE = Release.of(Run.root(), Instant.EPOCH);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Sets it up in an empty folder, with what all share. */
    Elsewhere(Path root) throws IOException {
        this(root, Shared.SITE);
    }

    /** The same with nothing shared, so that it need not be {@link ElsewhereInTurn}. */
    static Elsewhere alone(Path root) throws IOException {
        return new Elsewhere(root, new Site(root.resolve("cache")));
    }

    private Elsewhere(Path root, Site site) throws IOException {
        this.root = root;
        this.site = site;
        Files.createDirectories(folder());
        Files.createDirectories(root.resolve("bin"));
        Files.createDirectories(repository());
        Files.createSymbolicLink(root.resolve("bin/jbang"), Run.root().resolve("jbang"));
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(Run.mavenRepository())) {
            for (Path group : groups) {
                if (!group.getFileName().toString().equals("daggerkit")) {
                    Files.createSymbolicLink(repository().resolve(group.getFileName()), group);
                }
            }
        }
    }

    /** JBang trusts 127.0.0.1 without being asked to, so another address of the loopback is used where there is one. */
    private static HttpServer server() throws IOException {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0), 0);
        } catch (BindException e) {
            return HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        }
    }

    /** What users get: of the clone, and of a release beside it; null if there is no such file. */
    private static byte[] file(String path) throws IOException {
        if (path.matches("/(daggerkit[^/]*|maven/.*)")) {
            return release().files().get(path.substring(1));
        }
        Path file = Run.root().resolve(path.substring(1)).normalize();
        boolean forUsers =
                path.matches("/(jbang-catalog\\.json|(lib|scripts|templates)/.*)") && file.startsWith(Run.root());
        return forUsers && Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
    }

    /** A release of the library as it is. */
    static Release release() {
        return Released.RELEASE;
    }

    /** The paths that were asked for since this was called last. */
    List<String> requests() {
        List<String> requests = List.copyOf(site.requests);
        site.requests.clear();
        return requests;
    }

    /** Where the files are, without a slash at the end. */
    String address() {
        InetSocketAddress address = site.files.getAddress();
        return "http://" + address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    /** The folder that commands run in. */
    Path folder() {
        return root.resolve("work");
    }

    /** The Maven repository of this machine's user. */
    Path repository() {
        return root.resolve("home/.m2/repository");
    }

    /** A text of a page with the places that the rules name. */
    String filledIn(String text) {
        return text.replace("ADDRESS", address());
    }

    /** A command line, run by a shell in the folder. */
    Run shell(String line) {
        String tools = Path.of(System.getProperty("java.home"), "bin").toString();
        return Run.command("bash", "-c", filledIn(line))
                .in(folder())
                .env("PATH", String.join(File.pathSeparator, "" + root.resolve("bin"), tools, System.getenv("PATH")))
                .env("HOME", root.resolve("home").toString())
                .env("XDG_CACHE_HOME", TestFolders.cache().getParent().toString())
                .env("JBANG_DIR", root.resolve("home/.jbang").toString())
                .env("JBANG_CACHE_DIR", site.cache.toString())
                .env("JBANG_REPO", repository().toString())
                .env(Archive.OF_JAVAC, Archive.ofJavac())
                .env("JAVA_TOOL_OPTIONS", String.join(" ", Run.SHORT_LIVED));
    }

    /** Runs the commands of a block one after the other and compares what they print with what the block shows. */
    void run(Markdown.Block block, ConnectParams session, String locale) {
        for (Markdown.Command command : block.commands()) {
            boolean inSession = command.line().startsWith("dagger run ");
            Run run = shell(inSession ? command.line().substring("dagger run ".length()) : command.line())
                    .env("LC_ALL", locale)
                    .stdin(String.join("\n", command.typed()) + "\n");
            // What is typed into goes on to start a session of its own, which there is none of here.
            boolean hasSession = inSession || !command.typed().isEmpty();
            compare(block.place(), command, (hasSession ? run.session(session) : run).run());
        }
    }

    /**
     * Compares what a command printed with what a page shows: every line shown is printed, in this order, and standard
     * output has no others unless "..." is shown or something was typed.
     */
    static void compare(String place, Markdown.Command command, Run.Result result) {
        String all = place + ": " + command.line() + "\n" + result;
        Matcher code = EXIT_CODE.matcher(String.join("\n", command.shown()));
        assertEquals(code.find() ? Integer.parseInt(code.group(1)) : 0, result.code(), all);
        List<String> out = new ArrayList<>(result.out().lines().toList());
        List<String> err = new ArrayList<>(result.err().lines().toList());
        boolean partly = !command.typed().isEmpty();
        for (String shown : command.shown()) {
            if (shown.equals("...")) {
                partly = true;
            } else {
                assertTrue(remove(out, shown, partly) || remove(err, shown, true), all + "\nlacks the line " + shown);
            }
        }
        assertTrue(partly || out.isEmpty(), all + "\nprints lines that are not shown: " + out);
    }

    /** Removes the first line that looks as shown, with all lines before it; only the very first unless some may be skipped. */
    private static boolean remove(List<String> lines, String shown, boolean skipping) {
        Pattern shape = Pattern.compile(shape(shown));
        for (int i = 0; i < (skipping ? lines.size() : Math.min(1, lines.size())); i++) {
            if (shape.matcher(lines.get(i)).matches()) {
                lines.subList(0, i + 1).clear();
                return true;
            }
        }
        return false;
    }

    /** A line as a regular expression that matches all lines of its form. */
    static String shape(String shown) {
        String quoted = Pattern.quote(shown);
        for (String[] sample : SAMPLES) {
            quoted = quoted.replaceAll(sample[0], "\\\\E" + Matcher.quoteReplacement(sample[1]) + "\\\\Q");
        }
        return quoted;
    }

    @Override
    public void close() throws IOException {
        if (site.cache.startsWith(root)) {
            site.files.stop(0);
        }
        // The links first: nothing that cleans up afterwards can then follow them.
        Files.delete(root.resolve("bin/jbang"));
        try (DirectoryStream<Path> groups = Files.newDirectoryStream(repository(), Files::isSymbolicLink)) {
            for (Path group : groups) {
                Files.delete(group);
            }
        }
    }
}
