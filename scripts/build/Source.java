package daggerkit.build;

import daggerkit.Api;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/**
 * A folder of this host as a pipeline's input, and the options for what of it is loaded; a picocli mixin. What git ignores
 * is left out, as git itself says where it can be asked, else as the engine reads .gitignore. Used by one thread.
 */
public final class Source {
    /** So many paths are named one by one: they travel in a header, and each file is compared with each. */
    private static final int MOST = 2000;

    /** What a build cannot begin without, and what many a .gitignore names by {@code *.jar}. */
    private static final List<String> WRAPPERS = List.of("gradle/wrapper/*.jar", ".mvn/wrapper/*.jar");

    @Option(names = "--no-gitignore", description = "Load the files that git ignores, too.")
    private boolean noGitignore;

    private Ignored ignored;

    /** Nothing is asked for yet. */
    public Source() {}

    /**
     * The current folder.
     *
     * @return its path, absolute: the session's own folder may be another one
     */
    public static Path here() {
        return Path.of("").toAbsolutePath();
    }

    /**
     * Describes a folder, as it is when the pipeline runs, and says on standard error if git could not be asked about it.
     *
     * @param dag the client
     * @param script the script's name, which its messages begin with
     * @param folder the folder, absolute
     * @param excluded patterns of what is left out, beside what git ignores
     * @return the directory
     */
    public Api.Directory load(Api.Client dag, String script, Path folder, List<String> excluded) {
        if (noGitignore) {
            return host(dag, folder, excluded, List.of());
        }
        ignored = Ignored.in(folder);
        if (ignored.isWhole()) {
            tell(script, "git ignores this folder itself, so all of it is loaded.");
            return host(dag, folder, excluded, List.of());
        }
        if (ignored.isKnown() && ignored.paths().size() <= MOST) {
            List<String> all = new ArrayList<>(excluded);
            all.addAll(ExactPattern.of(ignored.paths()));
            return host(dag, folder, all, List.of());
        }
        Set<String> included = new TreeSet<>(Misread.in(folder));
        if (ignored.isKnown()) {
            List<String> tracked = ignored.tracked();
            included.addAll(ExactPattern.of(tracked.subList(0, Math.min(MOST, tracked.size()))));
            if (tracked.size() > MOST) {
                tell(
                        script,
                        "git tracks " + tracked.size() + " files that .gitignore names, more than the " + MOST
                                + " that are loaded; --no-gitignore loads all.");
            }
        } else {
            included.addAll(wrappers(folder));
            if (isInRepository(folder)) {
                tell(
                        script,
                        "what git tracks cannot be known (" + ignored.refusal()
                                + "): what .gitignore names is left out; --no-gitignore loads it.");
            }
        }
        Api.Directory directory =
                dag.host().directory(folder.toString(), o -> o.exclude(excluded).gitignore(true));
        return included.isEmpty()
                ? directory
                : directory.withDirectory("/", host(dag, folder, excluded, List.copyOf(included)));
    }

    private static Api.Directory host(Api.Client dag, Path folder, List<String> excluded, List<String> included) {
        return dag.host().directory(folder.toString(), o -> {
            o.exclude(excluded);
            if (!included.isEmpty()) {
                o.include(included);
            }
        });
    }

    private static List<String> wrappers(Path folder) {
        return WRAPPERS.stream()
                .filter(pattern -> Files.isDirectory(folder.resolve(pattern).getParent()))
                .toList();
    }

    private static boolean isInRepository(Path folder) {
        for (Path from = folder; from != null; from = from.getParent()) {
            if (Files.exists(from.resolve(".git"))) {
                return true;
            }
        }
        return false;
    }

    /**
     * What git would ignore of files that are new in a folder that was loaded: by the folder's own rules, and by those of
     * .gitignore files that are new as well.
     *
     * @param added all that is new, folders with a slash at the end
     * @param kept what of it the engine keeps by the .gitignore files of the copy alone
     * @param changed the paths that are new or modified
     * @return paths of what is to be left out; a folder among them, with a slash at the end, has nothing else in it
     */
    public Set<String> ignored(Collection<String> added, Collection<String> kept, Collection<String> changed) {
        Set<String> left = new TreeSet<>();
        for (String path : added) {
            if (("/" + path + "/").contains("/.git/")) {
                left.add(path);
            }
        }
        if (noGitignore) {
            return left;
        }
        left.addAll(ignored.among(added));
        List<String> ruled = new ArrayList<>();
        for (String path : changed) {
            if (path.equals(".gitignore") || path.endsWith("/.gitignore")) {
                ruled.add(path.substring(0, path.length() - ".gitignore".length()));
            }
        }
        Set<String> known = Set.copyOf(kept);
        for (String path : added) {
            boolean rules = !ignored.isKnown() || ruled.stream().anyMatch(path::startsWith);
            if (rules && !known.contains(path)) {
                left.add(path);
            }
        }
        return left;
    }

    /**
     * A directory without some of its paths.
     *
     * @param directory the directory
     * @param paths the paths, folders with a slash at the end
     * @return the directory without them, and without what is in them
     */
    public static Api.Directory without(Api.Directory directory, Collection<String> paths) {
        return paths.isEmpty() ? directory : directory.filter(o -> o.exclude(ExactPattern.of(paths)));
    }

    /**
     * Some paths of a directory.
     *
     * @param directory the directory
     * @param paths the paths, at least one
     * @return a directory with them, and with what is in them
     */
    static Api.Directory only(Api.Directory directory, Collection<String> paths) {
        return directory.filter(o -> o.include(ExactPattern.of(paths)));
    }

    private static void tell(String script, String sentence) {
        System.err.println(script + ": " + sentence);
    }
}
