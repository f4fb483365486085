package daggerkit.build;

import daggerkit.console.Programs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The user's own git, asked about the user's own folder: it reads names and rules and runs nothing that a repository's
 * configuration names. What it needs on disk is in a temporary folder until it is closed. Used by one thread.
 */
final class HostGit implements AutoCloseable {
    /** Variables that name a repository: a git hook has them, and they would count for each folder. */
    private static final List<String> REPOSITORY = List.of(
            "GIT_DIR",
            "GIT_WORK_TREE",
            "GIT_INDEX_FILE",
            "GIT_PREFIX",
            "GIT_COMMON_DIR",
            "GIT_OBJECT_DIRECTORY",
            "GIT_NAMESPACE",
            "GIT_LITERAL_PATHSPECS",
            "GIT_NOGLOB_PATHSPECS",
            "GIT_GLOB_PATHSPECS",
            "GIT_ICASE_PATHSPECS");

    private final String program;
    private final Path temp;

    /**
     * How it ended.
     *
     * @param code its exit code
     * @param out what it wrote
     * @param error the first line of what it complained of, without {@code fatal:}
     */
    record Answer(int code, byte[] out, String error) {
        /** Whether the folder is in no repository at all; the words are git's own without a locale. */
        boolean isNoRepository() {
            return code == 128 && error.startsWith("not a git repository");
        }
    }

    private HostGit(String program, Path temp) {
        this.program = program;
        this.temp = temp;
    }

    /**
     * Looks for git.
     *
     * @return it, or null if PATH has none
     * @throws IOException if there can be no temporary folder
     */
    static HostGit find() throws IOException {
        String program = Programs.onPath("git", System.getenv());
        // One that PATH finds in the current folder is a file of the project.
        boolean own = program != null && Path.of(program).isAbsolute();
        return own ? new HostGit(program, Files.createTempDirectory("daggerkit-git")) : null;
    }

    /**
     * Runs it in a folder.
     *
     * @param folder the folder
     * @param repository the options that name a repository, none for that of the folder
     * @param input what it reads
     * @param args its arguments
     * @return how it ended
     * @throws IOException if it cannot be run
     */
    Answer run(Path folder, List<String> repository, byte[] input, String... args) throws IOException {
        Path in = Files.write(temp.resolve("in"), input);
        Path err = temp.resolve("err");
        List<String> command = new ArrayList<>(List.of(program, "--no-optional-locks", "-c", "core.fsmonitor="));
        command.addAll(repository);
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(in.toFile())
                .redirectError(err.toFile());
        Map<String, String> environment = builder.environment();
        REPOSITORY.forEach(environment::remove);
        environment.put("LC_ALL", "C");
        Process git = builder.start();
        try (InputStream out = git.getInputStream()) {
            byte[] answer = out.readAllBytes();
            int code = git.waitFor();
            String error = Files.readString(err, java.nio.charset.StandardCharsets.ISO_8859_1);
            String line = error.lines().findFirst().orElse("");
            return new Answer(code, answer, line.replaceFirst("^fatal: ", ""));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", interrupted);
        } finally {
            git.destroyForcibly();
        }
    }

    /**
     * An empty repository beside a folder that has none: git obeys .gitignore in repositories only.
     *
     * @return the options that name it
     * @throws IOException if it cannot be written
     */
    List<String> emptyRepository() throws IOException {
        Path repository = temp.resolve("git");
        Files.createDirectories(repository.resolve("objects"));
        Files.createDirectories(repository.resolve("refs"));
        Files.writeString(repository.resolve("HEAD"), "ref: refs/heads/main\n");
        return List.of("--git-dir=" + repository, "--work-tree=.");
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(temp)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
