package daggerkit.local;

import daggerkit.local.files.Content;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.graph.Platforms;
import daggerkit.local.run.CacheVolume;
import daggerkit.local.run.Container;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The fields of the root but for the host's and secrets. */
public final class QueryFields {
    /** Types whose objects can be loaded by an ID: every type of an object that this server makes. */
    public static final List<String> LOADED = List.of(
            "Address",
            "CacheVolume",
            "Changeset",
            "Container",
            "DiffStat",
            "Directory",
            "EnvFile",
            "EnvVariable",
            "Error",
            "ErrorValue",
            "File",
            "GitCommit",
            "GitRef",
            "GitRepository",
            "HealthcheckConfig",
            "Host",
            "JSONValue",
            "Label",
            "Port",
            "SearchResult",
            "SearchSubmatch",
            "Secret",
            "Service",
            "Stat");

    private QueryFields() {}

    static void add(Fields fields, ExecSession session) {
        fields.now("Query", "version", (self, args) -> fields.version().toString());
        fields.now("Query", "defaultPlatform", (self, args) -> Container.HOST_PLATFORM);
        fields.now("Query", "container", (self, args) -> Container.scratch(args.call(), platform(args)));
        fields.now("Query", "directory", (self, args) -> empty(args.call()));
        fields.later("Query", "file", (self, args) -> {
            Content content = session.disk().keep(args.text("contents"));
            Tree.File tree = new Tree.File(content, DirectoryFields.mode(args), Tree.now());
            return FileObject.named(args.call(), args.text("name"), Lazy.done(tree));
        });
        fields.now("Query", "changeset", (self, args) -> {
            Directory none = empty(args.call().then("Directory", "before", Map.of()));
            return new Changeset(args.call(), none, none);
        });
        fields.now("Query", "host", (self, args) -> new Entity.Host(args.call()));
        fields.now("Query", "cacheVolume", (self, args) -> {
            args.accept("namespace", "owner"); // one session has one user's caches, and a container one user
            Directory source = args.object("source", Directory.class);
            String key = args.text("key");
            return new CacheVolume(
                    args.call(),
                    session.cache(
                            source == null ? key : key + "\0" + source.call().digest()),
                    args.text("sharing"),
                    source == null ? null : source.tree());
        });
        fields.later("Query", "moduleSource", (self, args) -> {
            args.accept("refPin", "disableFindUp", "requireKind");
            String ref = args.text("refString");
            Path path = session.options().workdir().resolve(FileNames.toPath(ref));
            if ((ref.startsWith(".") || ref.startsWith("/")) && !args.flag("allowNotExists") && !Files.exists(path)) {
                throw new FieldException("local path \"" + ref + "\" does not exist"); // recording module-not-found
            }
            throw Fields.notImplemented("Query.moduleSource of a module that exists");
        });
        fields.now("Query", "node", (self, args) -> args.get("id"));
        for (String type : LOADED) {
            fields.now("Query", "load" + type + "FromID", (self, args) -> args.get("id"));
        }
    }

    private static Directory empty(Entity.Call call) {
        return new Directory(call, "/", Lazy.done(Tree.Dir.empty()));
    }

    private static String platform(Args args) {
        String platform = args.text("platform");
        return platform.isEmpty() ? Container.HOST_PLATFORM : Platforms.full(platform, Container.HOST_PLATFORM);
    }
}
