package daggerkit;

import daggerkit.local.LocalServer;
import daggerkit.schema.EngineVersion;
import graphql.language.FieldDefinition;
import graphql.language.ObjectTypeDefinition;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.TypeDefinitionRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** {@code docs/local.md}: of every type of every engine, which fields the stand-in implements. */
final class LocalPage implements Page {
    private static final int LINE = 120;

    private static final String HEAD = """
        # What `local` is, and what it does

        `local` runs a command with a stand-in for Dagger: the API of a real engine, validated against that engine's schema,
        carried out on this host. It is for writing and trying pipelines where there is no Docker; it is not a container runtime.

        - **The programs are this host's.** `from` pulls no image: whatever the address says, the container's root is made of this
          host's own folders of programs. What an image has and this host lacks is not there.
        - **Commands run in a private root**, made of Linux namespaces by bubblewrap or `unshare`: they can write nothing of the host
          but the session's temporary folder, see none of its processes and home folders, and share its network. Where there is
          neither tool, only a few harmless commands run, which `local` names when it starts; `--unisolated` runs all, with all
          rights of yours.
        - **With `--unisolated` mounts are refused**: directories and files have to be copied, with `withDirectory` and `withFile`.
        - **Owners** are seen by commands, and keep other users out, where `local` runs as root with `unshare` and `nsenter`: a range
          of the host's user numbers that nobody has stands for a container's users. Elsewhere all files are those of the command's
          user; `local` keeps owners in mind, says once that commands do not see them, and shows them in digests only.
        - **Root in a container** may read, write and give away every file of the container, and nothing else.
        - **Processes, memory and disk of a session are bounded**, by the options of `local`: [what it keeps in](security.md#what-local-keeps-in).
        - **Only this host's platform runs**: a command of another one is an error.
        - **`combinedOutput` keeps each stream's own order**; how the two are woven together is not promised.
        - **All of it is the session's**: cache volumes, files that were fetched and what a command did are gone when `local` ends.
        - **`http`** is fetched by this JVM, with the proxy of its system properties such as `https.proxyHost`; the same call once in
          a session. `git` takes `https_proxy` and the like from the environment.
        - **`git` and patches** need the host's `git`. No hook, filter or command of a repository's or your own configuration runs,
          so that credential helpers and Git LFS do not either; submodules stay empty. A repository may be a path of this host.
        - **A service** has a network of its own, made by `unshare` and `ip` or `ifconfig`, and no way to the internet. Commands that it is
          bound to reach its exposed TCP ports by its name. It starts when it is needed and ends 10 s after its last use. With
          `--unisolated` services run, but cannot be bound.
        - **JSON** keeps all digits of a number.
        - **Arguments**: one that would make a difference and is not implemented is an error that names it, never ignored.
        - **Patterns, `.gitignore` files, links, permissions, redirections and errors** are the engine's of the version asked for, as
          recorded of three engines. So are its surprises: a `.gitignore` is not read as git reads it, a pattern that begins with a
          slash matches nothing, secrets are hidden in output as a whole only, and a file's export writes through a link.

        A field that is not implemented is an error that names it and `dagger run`. This page is written from the code by
        `./jbang pages local`.

        ## Fields
        """;

    /** Arguments that are accepted, but not with each value, by what the code says of them. */
    private static final List<String> PARTLY = List.of(
            "`Changeset.withChangeset(onConflict: LEAVE_CONFLICT_MARKERS)` is not implemented.",
            "`Container.withExec`: `experimentalPrivilegedNesting` and `insecureRootCapabilities` are not implemented.",
            "`Directory.withPatch` and `withPatchFile`: `onConflict: LEAVE_CONFLICT_MARKERS` is not implemented.",
            "`Query.git`: `sshKnownHosts`, `sshAuthSocket` and `experimentalServiceHost` are not implemented.",
            "`Query.http`: `experimentalServiceHost` is not implemented.",
            "`Query.moduleSource` only tells that a local path does not exist.",
            "`Query.secret` knows `env://`, `file://` and `cmd://`.",
            "`search` with `multiline` reads files of at most 64 MB.");

    @Override
    public String name() {
        return "local";
    }

    @Override
    public Path file() {
        return Path.of("docs/local.md");
    }

    @Override
    public String text() throws IOException {
        Map<EngineVersion, SortedMap<String, SortedSet<String>>> schemas = new EnumMap<>(EngineVersion.class);
        SortedMap<String, SortedSet<String>> all = new TreeMap<>();
        for (EngineVersion engine : EngineVersion.values()) {
            SortedMap<String, SortedSet<String>> types = types(engine);
            schemas.put(engine, types);
            types.forEach((type, fields) ->
                    all.computeIfAbsent(type, name -> new TreeSet<>()).addAll(fields));
        }
        SortedMap<String, SortedSet<String>> implemented = LocalServer.implemented();
        StringBuilder page = new StringBuilder(HEAD);
        page.append(counts(schemas, implemented)).append("\nA field that not all three engines have says which do.\n");
        List<String> none = new ArrayList<>();
        all.forEach((type, fields) -> {
            SortedSet<String> done = new TreeSet<>(implemented.getOrDefault(type, new TreeSet<>()));
            done.retainAll(fields);
            if (done.stream().allMatch(field -> field.equals("id"))) {
                none.add("`" + type + "`");
                return;
            }
            SortedSet<String> missing = new TreeSet<>(fields);
            missing.removeAll(done);
            page.append("\n### ").append(type).append("\n\n");
            page.append(paragraph("Implemented: ", shown(type, done, schemas)));
            if (!missing.isEmpty()) {
                page.append('\n').append(paragraph("Not implemented: ", shown(type, missing, schemas)));
            }
        });
        page.append("\n## Arguments that are implemented in part\n\n");
        PARTLY.forEach(line -> page.append("- ").append(line).append('\n'));
        page.append("\n## Recorded answers that differ\n\n");
        page.append(
                "Of 158 requests about files, commands, variables and secrets, recorded of each engine, the answers are"
                        + " the same but for\nthese. A test compares them all.\n\n");
        for (RecordedExceptions.Exception exception : RecordedExceptions.ALL) {
            page.append(paragraph("", List.of("- `" + exception.recording() + "`: " + exception.reason())));
        }
        String owners = String.join("`, `", RecordedExceptions.OF_OWNERS);
        page.append(paragraph(
                "", List.of("- Where commands see no owners, for then all files are their user's: `" + owners + "`")));
        page.append("\n## Types of which nothing is implemented\n\n").append(paragraph("", none));
        return page.toString();
    }

    private static String counts(
            Map<EngineVersion, SortedMap<String, SortedSet<String>>> schemas,
            SortedMap<String, SortedSet<String>> implemented) {
        StringBuilder table = new StringBuilder("\n| Engine | Fields | Implemented |\n| --- | ---: | ---: |\n");
        schemas.forEach((engine, types) -> {
            int fields = 0;
            int done = 0;
            for (Map.Entry<String, SortedSet<String>> type : types.entrySet()) {
                Set<String> has = implemented.getOrDefault(type.getKey(), new TreeSet<>());
                fields += type.getValue().size();
                done += (int) type.getValue().stream().filter(has::contains).count();
            }
            table.append("| ").append(shown(engine)).append(" | ").append(fields);
            table.append(" | ").append(done).append(" |\n");
        });
        return table.toString();
    }

    private static List<String> shown(
            String type, SortedSet<String> fields, Map<EngineVersion, SortedMap<String, SortedSet<String>>> schemas) {
        List<String> shown = new ArrayList<>();
        for (String field : fields) {
            List<String> engines = new ArrayList<>();
            schemas.forEach((engine, types) -> {
                if (types.getOrDefault(type, new TreeSet<>()).contains(field)) {
                    engines.add(shown(engine));
                }
            });
            boolean everywhere = engines.size() == schemas.size();
            shown.add("`" + field + "`" + (everywhere ? "" : " (" + String.join(" and ", engines) + ")"));
        }
        return shown;
    }

    private static String shown(EngineVersion engine) {
        return engine.toString().substring(1);
    }

    private static String paragraph(String start, List<String> items) {
        StringBuilder text = new StringBuilder();
        StringBuilder line = new StringBuilder(start.strip());
        for (int i = 0; i < items.size(); i++) {
            for (String word : (items.get(i) + (i + 1 < items.size() ? "," : ".")).split(" ")) {
                if (line.length() + word.length() + 1 > LINE) {
                    text.append(line).append('\n');
                    line.setLength(0);
                }
                line.append(line.length() == 0 ? "" : " ").append(word);
            }
        }
        return text.append(line).append('\n').toString();
    }

    private static SortedMap<String, SortedSet<String>> types(EngineVersion engine) throws IOException {
        TypeDefinitionRegistry read;
        try (InputStream in = LocalServer.class.getResourceAsStream("/schema-" + engine + ".graphql")) {
            read = new SchemaParser().parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
        SortedMap<String, SortedSet<String>> types = new TreeMap<>();
        for (ObjectTypeDefinition type : read.getTypes(ObjectTypeDefinition.class)) {
            TreeSet<String> fields = new TreeSet<>();
            type.getFieldDefinitions().stream().map(FieldDefinition::getName).forEach(fields::add);
            types.put(type.getName(), fields);
        }
        return types;
    }
}
