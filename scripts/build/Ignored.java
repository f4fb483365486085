package daggerkit.build;

import daggerkit.DaggerException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What git ignores in a folder of this host, as the user's own git says: by the .gitignore files of the whole repository,
 * its info/exclude and the user's core.excludesFile, and never a file that is tracked. In a folder that is in no
 * repository the folder's own .gitignore files count. Repositories in the folder, submodules among them, have rules of
 * their own. Used by one thread.
 */
final class Ignored {
    /** A repository, or a part of one, in the folder; the prefix is empty or ends in a slash. */
    private record Part(Path folder, String prefix, List<String> options) {}

    private static final byte[] NOTHING = {};

    private final List<Part> parts = new ArrayList<>();
    private final List<String> paths = new ArrayList<>();
    private final List<String> tracked = new ArrayList<>();
    private final List<String> foreign = new ArrayList<>();
    private final String refusal;
    private boolean whole;

    private Ignored(String refusal) {
        this.refusal = refusal;
    }

    /**
     * Asks git.
     *
     * @param folder the folder, absolute
     * @return what it says
     */
    static Ignored in(Path folder) {
        try (HostGit git = HostGit.find()) {
            if (git == null) {
                return new Ignored("there is no git on PATH");
            }
            Ignored ignored = new Ignored(null);
            List<String> options = List.of();
            HostGit.Answer answer = ignored.list(git, folder, options);
            if (answer.isNoRepository()) {
                options = git.emptyRepository();
                answer = ignored.list(git, folder, options);
            }
            if (answer.code() != 0) {
                return new Ignored("git says: " + answer.error());
            }
            ignored.add(git, new Part(folder, "", options), answer);
            return ignored;
        } catch (IOException failure) {
            return new Ignored("git cannot be run: " + failure.getMessage());
        }
    }

    private HostGit.Answer list(HostGit git, Path folder, List<String> options) throws IOException {
        return git.run(folder, options, NOTHING, "ls-files", "-z", "-o", "-i", "--exclude-standard", "--directory");
    }

    private void add(HostGit git, Part part, HostGit.Answer listed) throws IOException {
        parts.add(part);
        List<String> names = names(listed.out());
        if (names.contains("./")) {
            whole |= part.prefix.isEmpty();
            return;
        }
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            // A folder all of whose files are ignored comes before them, and is itself not ignored.
            boolean onTheWay = name.endsWith("/")
                    && i + 1 < names.size()
                    && names.get(i + 1).startsWith(name);
            if (!onTheWay) {
                paths.add(part.prefix + name);
            }
        }
        String[] named = {"ls-files", "-z", "-c", "-i", "--exclude-standard"};
        names(git.run(part.folder, part.options, NOTHING, named).out())
                .forEach(name -> tracked.add(part.prefix + name));
        for (String inner : repositories(git, part)) {
            Path folder = path(part.folder, inner);
            if (folder == null || !Files.exists(folder.resolve(".git"))) {
                // A submodule that is not checked out: git fails on each path in it.
                foreign.add(part.prefix + inner);
                continue;
            }
            HostGit.Answer answer = list(git, folder, List.of());
            if (answer.code() == 0) {
                add(git, new Part(folder, part.prefix + inner, List.of()), answer);
            }
        }
    }

    /** Submodules are entries of the index with mode 160000; of other repositories git lists the folder only. */
    private static Set<String> repositories(HostGit git, Part part) throws IOException {
        Set<String> found = new LinkedHashSet<>();
        String[] untracked = {"ls-files", "-z", "-o", "--exclude-standard"};
        for (String name :
                names(git.run(part.folder, part.options, NOTHING, untracked).out())) {
            if (name.endsWith("/")) {
                found.add(name);
            }
        }
        for (String entry : names(git.run(part.folder, part.options, NOTHING, "ls-files", "-z", "-s")
                .out())) {
            if (entry.startsWith("160000 ")) {
                found.add(entry.substring(entry.indexOf('\t') + 1) + "/");
            }
        }
        return found;
    }

    /**
     * Whether git could be asked.
     *
     * @return false if there is none, or it refused
     */
    boolean isKnown() {
        return refusal == null;
    }

    /**
     * Why git could not be asked.
     *
     * @return a clause, or null if it could
     */
    String refusal() {
        return refusal;
    }

    /**
     * Whether git ignores the folder itself, as a repository of the home folder may do with all that is in it.
     *
     * @return true if so; then nothing is known of its files
     */
    boolean isWhole() {
        return whole;
    }

    /**
     * What is ignored.
     *
     * @return paths in the folder, those of folders with a slash at the end
     */
    List<String> paths() {
        return paths;
    }

    /**
     * Files that git tracks although a rule names them.
     *
     * @return paths in the folder
     */
    List<String> tracked() {
        return tracked;
    }

    /**
     * Which of some files git would ignore if they were there, and which folders of theirs: one that it ignores stands for
     * all that is in it, as the packages of a package manager, unless git tracks something there.
     *
     * @param added paths in the folder, those of folders with a slash at the end
     * @return those that it would ignore, and folders that it would
     * @throws DaggerException if git fails
     */
    Set<String> among(Collection<String> added) {
        Set<String> ignored = new TreeSet<>();
        if (!isKnown() || whole || added.isEmpty()) {
            return ignored;
        }
        Map<Part, ByteArrayOutputStream> questions = new HashMap<>();
        Map<Path, Boolean> links = new HashMap<>();
        for (String path : withFolders(added)) {
            Part part = part(path);
            String name = path.substring(part.prefix.length());
            // Git fails on a path that leads over a link of the folder: it would be elsewhere.
            boolean asked = !name.isEmpty() && foreign.stream().noneMatch(path::startsWith);
            if (asked && !leadsOverLink(part.folder, name, links)) {
                questions
                        .computeIfAbsent(part, key -> new ByteArrayOutputStream())
                        .writeBytes((name + "\0").getBytes(StandardCharsets.UTF_8));
            }
        }
        try (HostGit git = HostGit.find()) {
            for (Map.Entry<Part, ByteArrayOutputStream> question : questions.entrySet()) {
                Part part = question.getKey();
                List<String> options = part.options.isEmpty() ? List.of() : git.emptyRepository();
                byte[] input = question.getValue().toByteArray();
                HostGit.Answer answer = git.run(part.folder, options, input, "check-ignore", "-z", "--stdin");
                if (answer.code() > 1) {
                    throw new IOException(answer.error());
                }
                names(answer.out()).forEach(name -> ignored.add(part.prefix + name));
            }
        } catch (IOException failure) {
            throw new DaggerException(
                    "Cannot ask git which changes it ignores: " + failure.getMessage()
                            + ". Mend that, or give --no-gitignore, which does not ask.",
                    failure);
        }
        ignored.removeIf(path -> path.endsWith("/") && tracked.stream().anyMatch(file -> file.startsWith(path)));
        return ignored;
    }

    private static Set<String> withFolders(Collection<String> paths) {
        Set<String> all = new TreeSet<>(paths);
        for (String path : paths) {
            for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
                all.add(path.substring(0, end + 1));
            }
        }
        return all;
    }

    private Part part(String path) {
        Part best = parts.get(0);
        for (Part part : parts) {
            if (path.startsWith(part.prefix) && part.prefix.length() > best.prefix.length()) {
                best = part;
            }
        }
        return best;
    }

    private static boolean leadsOverLink(Path folder, String name, Map<Path, Boolean> links) {
        for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
            Path parent = path(folder, name.substring(0, end));
            if (parent == null || links.computeIfAbsent(parent, Files::isSymbolicLink)) {
                return true;
            }
        }
        return false;
    }

    /** Null for a name that this JVM cannot write, without a locale any that is not ASCII. */
    private static Path path(Path folder, String name) {
        try {
            return folder.resolve(name);
        } catch (InvalidPathException unreadable) {
            return null;
        }
    }

    /** What of a name is not UTF-8 becomes U+FFFD, which {@link ExactPattern} knows. */
    private static List<String> names(byte[] separated) {
        String text = new String(separated, StandardCharsets.UTF_8);
        return text.isEmpty() ? List.of() : List.of(text.split("\0"));
    }
}
