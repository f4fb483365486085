package daggerkit.local.git;

import daggerkit.local.files.Lazy;
import daggerkit.local.graph.Entity;
import daggerkit.local.run.Directory;

/** What the API has of Git. All are immutable. */
public final class Git {
    private Git() {}

    /**
     * A repository.
     *
     * @param url as the API gives it, or null for one that is a directory of the pipeline
     * @param source where it is read from
     * @param directory the directory that it is, or null
     * @param keepGitDir whether a tree of it has {@code .git} if the pipeline does not say otherwise
     */
    public record Repository(
            Entity.Call call, String url, Lazy<GitSource> source, Directory directory, boolean keepGitDir)
            implements Entity {
        /** A branch, a tag or a commit of it. */
        public Ref ref(Entity.Call newCall, String name) {
            return new Ref(newCall, this, Lazy.of(() -> source.get().refs().find(name)));
        }
    }

    /**
     * A name for a commit.
     *
     * @param target what the repository says it is
     */
    public record Ref(Entity.Call call, Repository repository, Lazy<GitRefs.Ref> target) implements Entity {}

    /**
     * A commit.
     *
     * @param target a name that leads to it, or its own
     */
    public record Commit(Entity.Call call, Repository repository, Lazy<GitRefs.Ref> target) implements Entity {}
}
