package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.git.Download;
import daggerkit.local.git.Git;
import daggerkit.local.git.GitClean;
import daggerkit.local.git.GitDir;
import daggerkit.local.git.GitProgram;
import daggerkit.local.git.GitRefs;
import daggerkit.local.git.GitSource;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The fields of Git: repositories that the host's own {@code git} can read. */
public final class GitFields {
    private static final String URL = "[A-Za-z][A-Za-z0-9+.-]*://.*";
    private static final String SSH = "(?:[A-Za-z0-9_.-]+@)[A-Za-z0-9.-]+:.*";

    private final Fields fields;
    private final ExecSession session;
    private final GitProgram git;
    private final Map<String, Lazy<GitSource>> sources = new ConcurrentHashMap<>();

    private GitFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
        git = session == null ? null : new GitProgram(session);
    }

    static void add(Fields fields, ExecSession session) {
        GitFields all = new GitFields(fields, session);
        fields.now("Query", "git", (self, args) -> all.repository(args));
        fields.<Directory>now("Directory", "asGit", (self, args) -> all.repository(self, args));
        all.addRepository();
        all.addRef();
        all.addCommit();
    }

    private Git.Repository repository(Args args) throws FieldException {
        String given = args.text("url");
        String url = url(given);
        String user = args.text("httpAuthUsername");
        Secret token = args.object("httpAuthToken", Secret.class);
        Secret header = args.object("httpAuthHeader", Secret.class);
        Lazy<GitSource> source = sources.computeIfAbsent(
                args.call().digest(),
                digest -> Lazy.of(() -> new GitSource(git, session.disk(), url, access(url, user, token, header))));
        return new Git.Repository(args.call(), url, source, null, args.flag("keepGitDir"));
    }

    /** An absolute path of the host or a URL; without a scheme what is no path of the host is one of HTTPS. */
    private String url(String given) throws FieldException {
        if (given.startsWith("file://")) {
            try {
                return new URI(given).getPath();
            } catch (URISyntaxException wrong) {
                return given.substring("file://".length());
            }
        } else if (given.matches(URL) || given.matches(SSH)) {
            return given;
        } else if (given.isEmpty() || given.startsWith("-") || given.indexOf(0) >= 0) {
            throw new FieldException("Cannot read the Git repository \"" + given
                    + "\": expected a path of this host or an address such as \"https://example.com/repository\".");
        }
        Path path = session.options().workdir().resolve(FileNames.toPath(given)).normalize();
        boolean local = given.startsWith("/") || given.startsWith(".") || Files.isDirectory(path);
        return local ? FileNames.text(path) : "https://" + given;
    }

    private static GitProgram.Access access(String url, String user, Secret token, Secret header)
            throws FieldException, InterruptedException {
        if (token == null && header == null) {
            return GitProgram.Access.NONE;
        }
        if (!url.matches("https?://.*")) {
            throw new FieldException("Cannot use httpAuthToken or httpAuthHeader for \"" + Download.shown(url)
                    + "\": expected an address of HTTP.");
        }
        String server = url.replaceFirst("^(https?://)(?:[^/]*@)?([^/]*).*", "$1$2/");
        if (header != null) {
            String value = header.plaintext().get().strip();
            return GitProgram.Access.header(server, value, value);
        }
        String secret = token.plaintext().get().strip();
        String pair = (user.isEmpty() ? "x-access-token" : user) + ":" + secret;
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return GitProgram.Access.header(server, "Basic " + basic, secret);
    }

    private Git.Repository repository(Directory directory, Args args) {
        Lazy<GitSource> source =
                sources.computeIfAbsent(args.call().digest(), digest -> Lazy.of(() -> written(directory)));
        return new Git.Repository(args.call(), null, source, directory, true);
    }

    private GitSource written(Directory directory) throws FieldException, InterruptedException, IOException {
        Path folder = GitDir.write(git, session.disk(), directory.tree().get());
        return new GitSource(git, session.disk(), FileNames.text(folder), GitProgram.Access.NONE);
    }

    private void addRepository() {
        fields.<Git.Repository>now("GitRepository", "url", (self, args) -> self.url());
        ref("head", args -> "HEAD");
        ref("ref", args -> args.text("name"));
        ref("branch", args -> "refs/heads/" + args.text("name").replaceFirst("^refs/heads/", ""));
        ref("tag", args -> "refs/tags/" + args.text("name").replaceFirst("^refs/tags/", ""));
        fields.<Git.Repository>now("GitRepository", "commit", (self, args) -> {
            String id = args.text("id");
            if (!GitRefs.isCommit(id)) {
                throw new FieldException("invalid commit SHA: \"" + id + "\"");
            }
            Git.Ref ref = self.ref(args.call(), id);
            // The type of the field is GitRef until 0.21.
            return args.call().type().equals("GitRef") ? ref : new Git.Commit(args.call(), self, ref.target());
        });
        fields.<Git.Repository>now(
                "GitRepository",
                "latestVersion",
                (self, args) -> new Git.Ref(
                        args.call(),
                        self,
                        Lazy.of(() -> self.source().get().refs().latestVersion())));
        fields.<Git.Repository>later(
                "GitRepository",
                "branches",
                (self, args) -> self.source().get().refs().branches(args.texts("patterns")));
        fields.<Git.Repository>later(
                "GitRepository",
                "tags",
                (self, args) -> self.source().get().refs().tags(args.texts("patterns")));
        fields.<Git.Repository>now("GitRepository", "uncommitted", (self, args) -> {
            Lazy<Tree.Dir> head = Lazy.of(() -> {
                GitSource source = self.source().get();
                return source.checkout(source.refs().find("HEAD"), 1, false, true);
            });
            Lazy<Tree.Dir> after =
                    self.directory() == null ? head : self.directory().tree();
            Lazy<Tree.Dir> before =
                    self.directory() == null ? head : Lazy.of(() -> GitClean.of(head.get(), after.get()));
            Entity.Call call = args.call();
            return new Changeset(
                    call,
                    new Directory(call.then("Directory", "before", Map.of()), "/", before),
                    new Directory(call.then("Directory", "after", Map.of()), "/", after));
        });
    }

    /** Reads the name of a ref from arguments. */
    private interface Name {
        String of(Args args);
    }

    private void ref(String field, Name name) {
        fields.<Git.Repository>now("GitRepository", field, (self, args) -> self.ref(args.call(), name.of(args)));
    }

    private void addRef() {
        for (String field : List.of("commit", "commitSHA")) {
            fields.<Git.Ref>later(
                    "GitRef", field, (self, args) -> self.target().get().commit());
        }
        for (String field : List.of("ref", "name")) {
            fields.<Git.Ref>later(
                    "GitRef", field, (self, args) -> self.target().get().name());
        }
        fields.<Git.Ref>now(
                "GitRef",
                "targetCommit",
                (self, args) -> new Git.Commit(args.call(), self.repository(), self.target()));
        fields.<Git.Ref>now("GitRef", "tree", (self, args) -> tree(self.repository(), self.target(), args));
        fields.<Git.Ref>now("GitRef", "commonAncestor", (self, args) -> {
            Git.Ref other = args.object("other", Git.Ref.class);
            Lazy<GitRefs.Ref> target = Lazy.of(() -> {
                String base = self.repository()
                        .source()
                        .get()
                        .commonAncestor(
                                self.target().get().commit(),
                                other.target().get().commit(),
                                other.repository().source().get());
                return new GitRefs.Ref(base, base);
            });
            return new Git.Ref(args.call(), self.repository(), target);
        });
        fields.<Git.Ref>later("GitRef", "log", (self, args) -> {
            Git.Ref base = args.object("base", Git.Ref.class);
            List<String> hashes = self.repository()
                    .source()
                    .get()
                    .log(
                            self.target().get().commit(),
                            args.number("limit", 0),
                            args.texts("paths"),
                            base == null ? null : base.target().get().commit(),
                            base == null ? null : base.repository().source().get());
            List<Entity> commits = new ArrayList<>();
            for (String hash : hashes) {
                Entity.Call call = args.call().then("GitCommit", "" + commits.size(), Map.of());
                commits.add(new Git.Commit(call, self.repository(), Lazy.done(new GitRefs.Ref(hash, hash))));
            }
            return commits;
        });
    }

    private void addCommit() {
        for (String field : List.of(
                "authorEmail",
                "authorName",
                "authoredDate",
                "committedDate",
                "committerEmail",
                "committerName",
                "message",
                "messageBody",
                "messageHeadline",
                "parentShas",
                "shortSha")) {
            fields.<Git.Commit>later("GitCommit", field, (self, args) -> self.repository()
                    .source()
                    .get()
                    .commit(self.target().get().commit())
                    .get(field));
        }
        fields.<Git.Commit>later(
                "GitCommit", "sha", (self, args) -> self.target().get().commit());
        fields.<Git.Commit>now("GitCommit", "tree", (self, args) -> tree(self.repository(), self.target(), args));
    }

    private static Directory tree(Git.Repository repository, Lazy<GitRefs.Ref> target, Args args) {
        long depth = args.number("depth", 1);
        boolean tags = args.flag("includeTags");
        boolean discard = args.flag("discardGitDir") || !repository.keepGitDir();
        return new Directory(
                args.call(),
                "/",
                Lazy.of(() -> repository.source().get().checkout(target.get(), depth, tags, discard)));
    }
}
