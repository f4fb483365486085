package daggerkit.build;

import daggerkit.Api;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * A folder of this host as a pipeline's input, and the options for what of it is loaded; a picocli mixin. Used by one
 * thread.
 */
public final class Source {
    @Option(names = "--no-gitignore", description = "Load the files that .gitignore names, too.")
    private boolean noGitignore;

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
     * Describes a folder, as it is when the pipeline runs.
     *
     * @param dag the client
     * @param folder the folder, absolute
     * @param excluded patterns of what is left out, beside what .gitignore names
     * @return the directory
     */
    public Api.Directory load(Api.Client dag, Path folder, List<String> excluded) {
        return dag.host().directory(folder.toString(), o -> o.exclude(excluded).gitignore(!noGitignore));
    }

    /**
     * Leaves out what .gitignore names, as {@link #load} does.
     *
     * @param directory a directory that was loaded and may have got more files since
     * @return the directory without what would not have been loaded
     */
    public Api.Directory filtered(Api.Directory directory) {
        return noGitignore ? directory : directory.filter(o -> o.gitignore(true));
    }

    /**
     * Whether .gitignore decides what is loaded.
     *
     * @return true unless the user wants all files
     */
    public boolean obeysGitignore() {
        return !noGitignore;
    }
}
