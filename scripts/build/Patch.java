package daggerkit.build;

import daggerkit.Api;
import daggerkit.DaggerException;
import daggerkit.QueryException;
import java.util.List;

/** Changes as a patch for {@code git apply}. Thread-safe: it has no state. */
public final class Patch {
    /** Has a git of its own, whatever the engine's machine has. */
    private static final String GIT_IMAGE = "alpine/git";

    private static final String FILE = "/daggerkit.patch";

    private Patch() {}

    /**
     * Makes the patch, by the engine's own git. Engine 1.0 needs one newer than 2.39 on its machine for that; where it
     * fails, a container with another git makes the patch.
     *
     * @param dag the client
     * @param before what it was
     * @param after what it is
     * @param paths the paths that differ, at least one
     * @return the patch, byte by byte
     * @throws DaggerException if it can be made in neither way
     */
    public static byte[] of(Api.Client dag, Api.Directory before, Api.Directory after, List<String> paths) {
        try {
            return FileBytes.of(after.changes(before).asPatch());
        } catch (QueryException failure) {
            return inContainer(dag, before, after, paths, failure);
        }
    }

    private static byte[] inContainer(
            Api.Client dag, Api.Directory before, Api.Directory after, List<String> paths, QueryException failure) {
        try {
            Api.Container compared = dag.container()
                    .from(GIT_IMAGE)
                    .withMountedDirectory("/daggerkit/a", Source.only(before, paths))
                    .withMountedDirectory("/daggerkit/b", Source.only(after, paths))
                    .withWorkdir("/daggerkit")
                    .withExec(
                            List.of(
                                    "git",
                                    "diff",
                                    "--no-ext-diff",
                                    "--no-textconv",
                                    "--no-color",
                                    "--no-renames",
                                    "--binary",
                                    "--no-prefix",
                                    "--no-index",
                                    "--",
                                    "a",
                                    "b"),
                            o -> o.expect(Api.ReturnType.ANY).redirectStdout(FILE));
            if (compared.exitCode() > 1) {
                throw new DaggerException(compared.stderr().strip());
            }
            return FileBytes.of(compared.file(FILE));
        } catch (DaggerException other) {
            throw new DaggerException(
                    "Cannot make the patch: the engine could not (" + failure.getMessage() + "), and git of the image "
                            + GIT_IMAGE + " could not either (" + other.getMessage()
                            + "). Expected a git newer than 2.39 on the engine's machine, or that image.",
                    failure);
        }
    }
}
