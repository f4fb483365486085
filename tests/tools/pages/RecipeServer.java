package daggerkit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What recipes talk to that begin elsewhere: a file and a Git repository over HTTP, on a free port of 127.0.0.1. A page
 * shows it with a port that is always the same. The repository is served as files, which is enough to list it and not to
 * clone a part of it. Thread-safe.
 */
final class RecipeServer implements AutoCloseable {
    /** The port that a page shows. */
    static final String PORT = "8000";

    static final String ADDRESS = "http://127.0.0.1:" + PORT + "/";

    /** What the file has in it, and its digest. */
    static final String TEXT = "hello from this machine\n";

    static final String DIGEST = "sha256:be95971575edfc54729a20cc5776822e9d1248db8a42a8ad0af062088d49e2a0";

    /** The same commits whenever and wherever they are made. */
    private static final String REPOSITORY = """
        set -e
        git init -q -b main made
        cd made
        echo 'The first notes.' > NOTES.txt
        git add NOTES.txt
        git commit -q -m first
        git tag v1.0.0
        echo 'More notes.' >> NOTES.txt
        git commit -q -a -m second
        git tag v1.1.0
        cd ..
        git clone -q --bare made library.git
        git -C library.git update-server-info
        """;

    private final Path folder;
    private final HttpServer server;

    /** Starts it for a recipe, with its files in an empty folder. */
    RecipeServer(Recipe recipe, Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("hello.txt"), TEXT);
        Files.writeString(folder.resolve("index.html"), TEXT);
        if (String.join(" ", recipe.args).contains(".git")) {
            Run.Result result = Run.command("sh", "-c", REPOSITORY)
                    .in(folder)
                    .env("GIT_CONFIG_GLOBAL", "/dev/null")
                    .env("GIT_CONFIG_NOSYSTEM", "1")
                    .env("GIT_AUTHOR_NAME", "A")
                    .env("GIT_AUTHOR_EMAIL", "a@localhost")
                    .env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
                    .env("GIT_COMMITTER_NAME", "A")
                    .env("GIT_COMMITTER_EMAIL", "a@localhost")
                    .env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z")
                    .run();
            if (result.code() != 0) {
                throw new IOException("cannot make a Git repository: " + result);
            }
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    private void serve(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Path file = folder.resolve(path.equals("/") ? "index.html" : path.substring(1))
                .normalize();
        if (file.startsWith(folder) && Files.isRegularFile(file)) {
            byte[] body = Files.readAllBytes(file);
            exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } else {
            exchange.sendResponseHeaders(404, -1);
        }
        exchange.close();
    }

    private String port() {
        return "" + server.getAddress().getPort();
    }

    /** Arguments with the port that it has. */
    List<String> real(List<String> args) {
        return args.stream().map(arg -> arg.replace(PORT, port())).toList();
    }

    /** A text with the port that a page shows. */
    String shown(String text) {
        return text.replace(":" + port(), ":" + PORT);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
