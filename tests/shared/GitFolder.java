package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Git repository in a folder, made for a test by the host's git, with nothing of its user's configuration. */
final class GitFolder {
    final Path path;

    private GitFolder(Path path) {
        this.path = path;
    }

    /** Makes the folder, and the repository with the branch {@code trunk}. */
    static GitFolder create(Path path) throws IOException {
        GitFolder folder = new GitFolder(Files.createDirectory(path));
        folder.git("init", "-q", "-b", "trunk", ".");
        return folder;
    }

    /** Runs git, which must succeed, and gives what it prints. */
    String git(String... args) {
        return withInput("", args);
    }

    /** Commits all that is there and gives the hash. */
    String commit(String message) {
        git("add", "-A");
        withInput(message, "commit", "-q", "-F", "-"); // an argument is not UTF-8 in a JVM without a locale
        return git("rev-parse", "HEAD");
    }

    void write(String name, String text) throws IOException {
        Path file = path.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private String withInput(String stdin, String... args) {
        List<String> command =
                new ArrayList<>(List.of("git", "-c", "user.name=Ada", "-c", "user.email=ada@example.com"));
        command.addAll(List.of(args));
        Run.Result result = Run.command(command.toArray(String[]::new))
                .in(path)
                .env("GIT_CONFIG_GLOBAL", "/dev/null")
                .env("GIT_CONFIG_NOSYSTEM", "1")
                .stdin(stdin)
                .run();
        assertEquals(0, result.code(), result.err());
        return result.out().strip();
    }
}
