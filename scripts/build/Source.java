package daggerkit.build;

import daggerkit.Api;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/**
 * A folder of this host as a pipeline's input, and the options for what of it is loaded; a picocli mixin. Used by one
 * thread.
 */
public final class Source {
    @Option(names = "--git", description = "Load the folder .git too, for a tool that asks git.")
    private boolean git;

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
     * @param excluded patterns of what is left out, beside .git and what .gitignore names
     * @return the directory
     */
    public Api.Directory load(Api.Client dag, Path folder, List<String> excluded) {
        List<String> exclude = new ArrayList<>(excluded);
        if (!git) {
            exclude.add(".git");
        }
        return dag.host().directory(folder.toString(), o -> o.exclude(exclude).gitignore(!noGitignore));
    }
}
