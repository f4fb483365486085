package daggerkit.local.git;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.Folders;
import daggerkit.local.files.Lazy;
import daggerkit.local.host.HostWatch;
import daggerkit.local.host.Output;
import daggerkit.local.host.Processes;
import daggerkit.local.run.ExecSession;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The host's {@code git}, made to run nothing else: no hook, no filter, no helper and no command of a repository's or the
 * user's configuration, and never a question to the user. It never looks for a repository: each call says which one of
 * our own it works in, or that there is none, for in a folder that a pipeline wrote a {@code .git}, or what looks like a
 * bare repository, could name commands of its own. Thread-safe.
 */
public final class GitProgram {
    private static final int LONGEST_ERROR = 2000;

    /** Read in place of the system's and the user's configuration; what these would set could be a command. */
    private static final String CONFIGURATION = """
        [core]
        \thooksPath = /dev/null
        \tfsmonitor = false
        \tautocrlf = false
        [safe]
        \tdirectory = *
        [protocol "ext"]
        \tallow = never
        [gc]
        \tauto = 0
        [maintenance]
        \tauto = false
        [advice]
        \tdetachedHead = false
        [init]
        \tdefaultBranch = main
        """;

    /** Of the user's environment what leads to the network. */
    private static final List<String> KEPT = List.of(
            "http_proxy",
            "https_proxy",
            "HTTPS_PROXY",
            "all_proxy",
            "ALL_PROXY",
            "no_proxy",
            "NO_PROXY",
            "SSH_AUTH_SOCK");

    private final ExecSession session;
    private final Lazy<Path> configuration;

    public GitProgram(ExecSession session) {
        this.session = session;
        configuration = Lazy.of(() -> Files.writeString(session.disk().newFile(), CONFIGURATION));
    }

    /**
     * What lets it into a repository.
     *
     * @param environment more variables of its environment: a command line would be seen by others
     * @param hidden what stands in no message
     */
    public record Access(Map<String, String> environment, List<String> hidden) {
        /** For a repository that is open to all. */
        public static final Access NONE = new Access(Map.of(), List.of());

        /** A header for the addresses that begin as one does; git would send it on to where such a server redirects. */
        public static Access header(String address, String value, String secret) {
            Map<String, String> environment = Map.of(
                    "GIT_CONFIG_COUNT",
                    "2",
                    "GIT_CONFIG_KEY_0",
                    "http." + address + ".extraHeader",
                    "GIT_CONFIG_VALUE_0",
                    "Authorization: " + value,
                    "GIT_CONFIG_KEY_1",
                    "http.followRedirects",
                    "GIT_CONFIG_VALUE_1",
                    "false");
            return new Access(environment, List.of(value, secret));
        }

        /** Never the values. */
        @Override
        public String toString() {
            return "Access" + environment.keySet();
        }
    }

    /** Where a call works, and in which repository: the absolute path of a git dir that we wrote, or null for none. */
    public record Place(Path folder, Path gitDir) {
        /** In a folder that is no repository, whatever it looks like. */
        public static Place plain(Path folder) {
            return new Place(folder, null);
        }

        /** In a bare repository of our own. */
        static Place bare(Path folder) {
            return new Place(folder, folder);
        }

        /** In a working tree of our own. */
        static Place tree(Path folder) {
            return new Place(folder, folder.resolve(".git"));
        }
    }

    /**
     * Runs it.
     *
     * @param place where it works
     * @param access what lets it into a repository
     * @param args its arguments; none may come from a pipeline but after {@code --}
     * @return what it printed, in a file
     * @throws FieldException if there is no git, or it fails: its own words
     */
    Path run(Place place, Access access, String... args) throws FieldException, InterruptedException, IOException {
        return run(0, place, access, args);
    }

    /** The same, for a command that says something by ending with one more exit code. */
    public Path run(int alsoGood, Place place, Access access, String... args)
            throws FieldException, InterruptedException, IOException {
        String searchPath = session.options().searchPath();
        String program = Folders.find("git", searchPath);
        if (program == null) {
            throw new FieldException("Cannot run \"git\": there is none on the PATH; install Git.");
        }
        // The pipeline's files have the modes that git gives them, whatever the user's own umask.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask 022; exec \"$@\"", "sh", program));
        command.addAll(List.of("--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"));
        command.addAll(List.of("-c", "core.attributesFile=/dev/null"));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).directory(place.folder.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(place, searchPath));
        builder.environment().putAll(access.environment);
        Path out = session.disk().newFile();
        Path err = session.disk().newFile();
        Path empty = Files.createFile(session.disk().newFile());
        Process process = builder.redirectInput(empty.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (HostWatch.Guard guard = session.watch().guard(process)) {
            int code = process.waitFor();
            if (guard.exceeded() != null) {
                Files.deleteIfExists(out);
                throw new FieldException("Cannot run \"git\": " + guard.exceeded());
            }
            if (code != 0 && code != alsoGood) {
                throw new FieldException(message(err, code, access.hidden));
            }
            return out;
        } finally {
            Processes.stop(process);
            Files.delete(err);
            Files.delete(empty);
        }
    }

    /** Runs it for a text that is not long. */
    public String text(Place place, Access access, String... args)
            throws FieldException, InterruptedException, IOException {
        return text(run(place, access, args));
    }

    /** What stands in a file of this session, which is deleted. */
    public static String text(Path out) throws IOException {
        String text = new String(Files.readAllBytes(out), StandardCharsets.UTF_8);
        Files.delete(out);
        return text;
    }

    private Map<String, String> environment(Place place, String searchPath)
            throws FieldException, InterruptedException {
        Map<String, String> environment = new TreeMap<>();
        for (String name : KEPT) {
            String value = session.options().environment().get(name);
            if (value != null) {
                environment.put(name, value);
            }
        }
        // What is looked up from the working directory would be the pipeline's.
        environment.put(
                "PATH",
                Stream.of(searchPath.split(File.pathSeparator))
                        .filter(entry -> new File(entry).isAbsolute())
                        .collect(Collectors.joining(File.pathSeparator)));
        environment.put("LC_ALL", "C.UTF-8");
        environment.put("HOME", session.disk().folder().toString());
        environment.put("GIT_CONFIG_NOSYSTEM", "1");
        environment.put("GIT_CONFIG_GLOBAL", configuration.get().toString());
        environment.put("GIT_ATTR_NOSYSTEM", "1");
        // With a git dir that is none, git does what it does outside of every repository.
        Path gitDir = place.gitDir == null ? session.disk().folder().resolve("no-repository") : place.gitDir;
        environment.put("GIT_DIR", gitDir.toString());
        environment.put("GIT_CEILING_DIRECTORIES", place.folder.toAbsolutePath().getParent() + "");
        environment.put("GIT_ALLOW_PROTOCOL", "file:git:http:https:ssh");
        environment.put("GIT_NO_LAZY_FETCH", "1");
        environment.put("GIT_NO_REPLACE_OBJECTS", "1");
        environment.put("GIT_OPTIONAL_LOCKS", "0");
        environment.put("GIT_TERMINAL_PROMPT", "0");
        environment.put("GIT_ASKPASS", "true");
        environment.put("SSH_ASKPASS", "true");
        environment.put("GIT_SSH_COMMAND", "ssh -o BatchMode=yes");
        return environment;
    }

    private static String message(Path err, int code, List<String> hidden) throws IOException {
        String text = Output.tail(err);
        text = Download.shown(text.substring(Math.max(0, text.length() - LONGEST_ERROR)));
        for (String secret : hidden) {
            text = secret.isEmpty() ? text : text.replace(secret, "***");
        }
        if (!hidden.isEmpty() && text.matches("(?s).*returned error: 30[1-8]\\b.*")) {
            text += "; with a token or header no redirect is followed: use the address that this one leads to";
        }
        return text.isEmpty() ? "git ended with exit code " + code : text;
    }
}
