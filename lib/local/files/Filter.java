package daggerkit.local.files;

import daggerkit.local.files.Patterns.Matched;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What of a directory a copy takes: {@code include}, {@code exclude} and {@code gitignore}. Immutable. */
public final class Filter {
    private final Patterns include;
    private final Patterns exclude;
    private final boolean gitignore;
    private final boolean ofGit;

    /**
     * Makes a filter.
     *
     * @param include what is taken, everything if there is none
     * @param exclude what is left out of that
     * @param gitignore whether .gitignore files are obeyed
     */
    public Filter(List<String> include, List<String> exclude, boolean gitignore) throws FieldException {
        this(Patterns.of(include), Patterns.of(exclude), gitignore, false);
    }

    private Filter(Patterns include, Patterns exclude, boolean gitignore, boolean ofGit) {
        this.include = include;
        this.exclude = exclude;
        this.gitignore = gitignore;
        this.ofGit = ofGit;
    }

    /** What git does not ignore, by its own rules. */
    public static Filter ofGit() throws FieldException {
        return new Filter(Patterns.of(List.of()), Patterns.of(List.of()), true, true);
    }

    /** What of a path is known from the folder that it is in. */
    private record State(Gitignore ignored, Matched included, Matched excluded) {}

    /** Nobody asks. */
    public static final Orphan NO_ORPHANS = (path, isFolder) -> {};

    /** A folder that is not taken, and something in it that is. */
    public interface Orphan {
        /**
         * Is told before what is in it is taken.
         *
         * @param path of what is taken, in the directory
         * @param isFolder whether that is a folder
         */
        void found(String path, boolean isFolder) throws FieldException;
    }

    /** What passes; of a folder that only is on the way to something, just that. */
    public Tree.Dir apply(Tree.Dir directory) throws FieldException, IOException {
        return apply(FileSystem.of(directory), NO_ORPHANS);
    }

    /**
     * What passes of a directory. The .gitignore files of the folders above it count too, up to the root that it is in.
     *
     * @param files the directory
     * @param orphan is told of what is in an ignored folder and is not ignored itself
     */
    public Tree.Dir apply(FileSystem files, Orphan orphan) throws FieldException, IOException {
        Tree.Dir directory = files.directory("");
        if (include.isEmpty() && exclude.isEmpty() && !gitignore) {
            return directory;
        }
        Gitignore ignored = ofGit ? Gitignore.OF_GIT : Gitignore.NONE;
        List<String> path = new ArrayList<>();
        if (gitignore) {
            for (String name : files.names()) {
                ignored = ignored.in(FileSystem.of(files.root()).directory(String.join("/", path)), path.size());
                path.add(name);
            }
        }
        return new Walk(orphan, path.size())
                .apply(directory, path, new State(ignored, Matched.NONE, Matched.NONE), false);
    }

    /** One use of the filter. */
    private final class Walk {
        private final Orphan orphan;
        private final int above;

        Walk(Orphan orphan, int above) {
            this.orphan = orphan;
            this.above = above;
        }

        Tree.Dir apply(Tree.Dir directory, List<String> path, State state, boolean isIgnored)
                throws FieldException, IOException {
            Gitignore ignored = gitignore ? state.ignored.in(directory, path.size()) : state.ignored;
            SortedMap<String, Tree> kept = new TreeMap<>();
            List<String> inner = new ArrayList<>(path);
            inner.add("");
            for (Map.Entry<String, Tree> entry : directory.children().entrySet()) {
                inner.set(path.size(), entry.getKey());
                Tree child =
                        take(entry.getValue(), inner, new State(ignored, state.included, state.excluded), isIgnored);
                if (child != null) {
                    kept.put(entry.getKey(), child);
                }
            }
            return directory.withChildren(kept);
        }

        private Tree take(Tree child, List<String> names, State state, boolean inIgnored)
                throws FieldException, IOException {
            String path = String.join("/", names.subList(above, names.size()));
            boolean isFolder = child instanceof Tree.Dir;
            Matched included = include.match(path, state.included);
            Matched excluded = exclude.match(path, state.excluded);
            boolean isIgnored = gitignore && state.ignored.ignores(names, isFolder);
            boolean passes = (include.isEmpty() || included.matches()) && !excluded.matches();
            if (passes && !isIgnored && inIgnored) {
                orphan.found(path, isFolder);
            }
            if (!isFolder) {
                return passes && !isIgnored ? child : null;
            }
            if (isIgnored && state.ignored.isFinal()
                    || excluded.matches() && !exclude.hasExceptions()
                    || !include.isEmpty() && !included.matches() && !include.mayMatchIn(path)) {
                return null;
            }
            Tree.Dir inner =
                    apply((Tree.Dir) child, names, new State(state.ignored, included, excluded), isIgnored && passes);
            return passes && !isIgnored || !inner.children().isEmpty() ? inner : null;
        }
    }
}
