package daggerkit.server;

/** What the API has of Git. All are immutable. */
final class Git {
    private Git() {}

    /**
     * A repository.
     *
     * @param url as the API gives it, or null for one that is a directory of the pipeline
     * @param source where it is read from
     * @param directory the directory that it is, or null
     * @param keepGitDir whether a tree of it has {@code .git} if the pipeline does not say otherwise
     */
    record Repository(Entity.Call call, String url, Later<GitSource> source, Directory directory, boolean keepGitDir)
            implements Entity {
        /** A branch, a tag or a commit of it. */
        Ref ref(Entity.Call newCall, String name) {
            return new Ref(newCall, this, Later.of(() -> source.get().refs().find(name)));
        }
    }

    /**
     * A name for a commit.
     *
     * @param target what the repository says it is
     */
    record Ref(Entity.Call call, Repository repository, Later<GitRefs.Ref> target) implements Entity {}

    /**
     * A commit.
     *
     * @param target a name that leads to it, or its own
     */
    record Commit(Entity.Call call, Repository repository, Later<GitRefs.Ref> target) implements Entity {}
}
