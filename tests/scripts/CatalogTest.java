package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The catalogs, the files that they name, what those say of themselves, and README are one story. */
class CatalogTest {
    private static final Path ROOT = Run.root();
    private static final String SHEBANG = "///usr/bin/env jbang \"$0\" \"$@\" ; exit $?\n//JAVA 17+\n";

    /** The files of the folder itself before those of the folder in it. */
    private static final Comparator<String> CORE_FIRST =
            Comparator.comparing((String file) -> file.contains("/")).thenComparing(Comparator.naturalOrder());

    /** Not keywords everywhere, but never a class: JLS 3.9. */
    private static final Set<String> NO_CLASS = Set.of("permits", "record", "sealed", "var", "yield");

    /** Rooms whose files the core's umbrella names. */
    private static final List<String> BESIDE_THE_CORE = List.of("console", "download", "trace");

    @TempDir
    static Path temporary;

    private static ScriptHost usual;
    private static ScriptHost sixtyColumns;
    private static ScriptHost onFullDisk;

    @BeforeAll
    static void start() {
        usual = new ScriptHost(run -> run);
        sixtyColumns = new ScriptHost(run -> run.env("COLUMNS", "60"));
        onFullDisk = new ScriptHost(run -> run.behind("sh", "-c", "exec \"$@\" >/dev/full", "sh"));
    }

    @AfterAll
    static void stop() {
        for (ScriptHost host : List.of(usual, sixtyColumns, onFullDisk)) {
            host.close();
        }
    }

    /** An alias of a catalog; the file is relative to the repository. */
    private record Alias(String name, String file, String description) {
        /**
         * The one rule for names: a dash in an alias is an underscore in the file's name, which is the class's too. A name
         * that Java takes for no class has an underscore behind it.
         */
        String scriptName() {
            return name.replace('-', '_') + (NO_CLASS.contains(name) ? "_" : "");
        }

        boolean isScript() {
            return file.startsWith("scripts/");
        }
    }

    private static List<Alias> aliases(String catalog) throws IOException {
        ObjectMapper strict = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        JsonNode json = strict.readTree(ROOT.resolve(catalog).toFile());
        List<Alias> aliases = new ArrayList<>();
        json.path("aliases").properties().forEach(alias -> {
            String ref = alias.getValue().path("script-ref").asText();
            assertTrue(
                    ref.matches("(\\.\\./)?[\\w/-]+\\.java"),
                    alias.getKey() + ": expected a relative path, got " + ref);
            Path file = ROOT.resolve(catalog).resolveSibling(ref).normalize();
            assertTrue(Files.exists(file), alias.getKey() + ": there is no " + ref);
            String description = alias.getValue().path("description").asText();
            assertTrue(description.matches("[A-Z].*[^.]"), alias.getKey() + ": \"" + description + "\"");
            aliases.add(
                    new Alias(alias.getKey(), ROOT.relativize(file).toString().replace('\\', '/'), description));
        });
        return aliases;
    }

    private static List<Alias> forUsers() throws IOException {
        return aliases("jbang-catalog.json");
    }

    private static List<Alias> own() throws IOException {
        return aliases(".jbang/jbang-catalog.json");
    }

    private static List<Alias> scripts() throws IOException {
        return forUsers().stream().filter(Alias::isScript).toList();
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }

    /** With their folders, relative to the folder; in alphabetical order. */
    private static List<String> javaFilesBelow(String folder) throws IOException {
        Path top = ROOT.resolve(folder);
        try (Stream<Path> files = Files.walk(top)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> top.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> javaFiles(String folder) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    /** The values of a directive in a file's head. */
    private static List<String> directives(String name, String text) {
        List<String> values = new ArrayList<>();
        text.lines()
                .filter(line -> line.startsWith("//" + name + " "))
                .forEach(line -> values.add(line.substring(name.length() + 3).strip()));
        return values;
    }

    private static String withoutStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    @Test
    void every_script_has_its_alias_and_every_alias_its_file_and_class() throws IOException {
        List<String> expected = new ArrayList<>();
        for (Alias alias : scripts()) {
            assertEquals("scripts/" + alias.scriptName() + ".java", alias.file());
            assertTrue(read(alias.file()).contains("\nclass " + alias.scriptName() + " "), alias.file());
            expected.add(alias.scriptName() + ".java");
        }
        for (Alias alias : own()) {
            assertEquals("tests/" + alias.scriptName() + ".java", alias.file());
        }
        assertEquals(expected.stream().sorted().toList(), javaFiles("scripts"));
        assertTrue(forUsers().stream()
                .anyMatch(alias ->
                        alias.name().equals("daggerkit") && alias.file().equals("lib/package-info.java")));
    }

    @Test
    void a_description_is_the_same_wherever_it_stands() throws IOException {
        Map<String, String> catalog = new TreeMap<>();
        List<Alias> all = new ArrayList<>(forUsers());
        all.addAll(own());
        for (Alias alias : all) {
            String text = read(alias.file());
            assertEquals(List.of(alias.description()), directives("DESCRIPTION", text), alias.file());
            if (alias.isScript()) {
                assertTrue(
                        text.contains("name = \"" + alias.name() + "\""), alias.file() + ": the name of its @Command");
                String described =
                        "(?s).*@Command\\([^(]*?description = \\{?\\s*\"" + Pattern.quote(alias.description() + ".");
                assertTrue(text.matches(described + "\".*"), alias.file() + ": the description of its @Command");
            }
        }
        forUsers().forEach(alias -> catalog.put("`" + alias.name() + "`", alias.description()));
        Map<String, String> readme = new TreeMap<>();
        Markdown.read("README.md")
                .table("alias", "what it does")
                .forEach(row -> readme.put(row.get(0), withoutStop(row.get(1))));
        assertEquals(catalog, readme);
    }

    @Test
    void no_alias_is_a_command_of_jbang_and_jbang_lists_them_all() throws IOException {
        Set<String> taken = JBangWords.commands();
        String listed = Run.command("./jbang", "alias", "list").run().out();
        List<Alias> all = new ArrayList<>(forUsers());
        all.addAll(own());
        Set<String> names = new TreeSet<>();
        for (Alias alias : all) {
            assertTrue(names.add(alias.name()), alias.name() + " is in both catalogs");
            assertFalse(taken.contains(alias.name()), "jbang " + alias.name() + " is JBang's own command");
            assertTrue(listed.contains(alias.name()) && listed.contains(alias.description()), alias + " in " + listed);
        }
    }

    @Test
    void every_script_begins_alike_and_can_be_started_by_its_name() throws IOException {
        List<Alias> all = new ArrayList<>(forUsers());
        all.addAll(own());
        for (Alias alias : all) {
            assertTrue(read(alias.file()).startsWith(SHEBANG), alias.file());
        }
        for (Alias alias : scripts()) {
            assertTrue(Files.isExecutable(ROOT.resolve(alias.file())), alias.file() + " is not executable");
        }
    }

    @TestFactory
    Stream<DynamicTest> every_script_tells_what_it_does_and_what_is_wrong() throws IOException {
        return scripts().stream().map(alias -> dynamicTest(alias.name(), () -> usage(alias)));
    }

    private static String scriptsPage() {
        try {
            return read("docs/scripts.md");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void usage(Alias alias) {
        Run.Result help = usual.run(alias.file(), "--help");
        assertEquals(0, help.code(), help.err());
        assertTrue(help.out().contains("Usage: " + alias.name() + " "), help.out());
        assertTrue(help.out().replaceAll("\\s+", " ").contains(alias.description() + "."), help.out());
        Matcher examples = Pattern.compile("(?s)Examples:\n(.*)").matcher(help.out());
        assertTrue(examples.find() && examples.group(1).contains(" jbang " + alias.name() + "@catalog"), help.out());
        assertEquals("", help.err());
        assertTrue(
                scriptsPage().contains(ScriptsPage.section(alias.name(), help.out())),
                "docs/scripts.md has another help of " + alias.name() + "; write it again: ./jbang pages scripts");

        help.out().lines().forEach(line -> assertTrue(line.length() <= 80, alias.name() + ": " + line));
        examples.group(1)
                .lines()
                .forEach(line -> assertTrue(line.startsWith("  ") || line.isEmpty(), alias.name() + ": " + line));
        Run.Result narrow = sixtyColumns.run(alias.file(), "--help");
        narrow.out()
                .lines()
                .filter(line -> line.strip().contains(" ")) // a long word has no place to be broken at
                .forEach(line -> assertTrue(line.length() <= 60, alias.name() + ": " + line));

        Run.Result full = onFullDisk.run(alias.file(), "--help");
        assertEquals(1, full.code(), full.toString());
        assertTrue(
                full.err().matches(alias.name() + ": cannot write all of standard output: [^\n]+\n"), full.toString());

        Path arguments = temporary.resolve("arguments");
        try {
            Files.writeString(arguments, "--version");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Run.Result at = usual.run(alias.file(), "@" + arguments);
        assertFalse(at.out().contains("(daggerkit "), "an argument is no file of arguments: " + at);

        Run.Result version = Run.version(alias.file());
        assertEquals(new Run.Result(0, alias.name() + " (daggerkit " + Dagger.VERSION + ")\n", ""), version);

        Run.Result wrong = usual.run(alias.file(), "--no-such-option", "argument");
        assertEquals(64, wrong.code(), wrong.err());
        assertEquals("", wrong.out());
        assertTrue(wrong.err().matches(alias.name() + ": [^\n]*'--no-such-option'[^\n]*\\.\n"), wrong.err());
    }

    @Test
    void the_umbrellas_name_every_file_of_their_folder() throws IOException {
        List<String> core = new ArrayList<>(javaFiles("lib"));
        core.removeAll(List.of("Dagger.java", "Cli.java", "package-info.java"));
        for (String room : BESIDE_THE_CORE) {
            javaFiles("lib/" + room).forEach(file -> core.add(room + "/" + file));
            core.remove(room + "/package-info.java");
        }
        String head = read("lib/Dagger.java").split("\npackage ", 2)[0];
        assertEquals(
                core, directives("SOURCES", head).stream().sorted(CORE_FIRST).toList());
        for (String group : head.substring(head.indexOf("\n//\n") + 1).split("(?m)^//\n")) {
            List<String> sources = directives("SOURCES", group);
            assertEquals(sources.stream().sorted().toList(), sources, group);
            assertTrue(group.isEmpty() || group.matches("// [A-Z][^\n]*[^.]\n(//SOURCES [^\n]*\n?)+"), group);
        }
        for (String umbrella : List.of(
                "lib/server/Servers.java",
                "lib/schema/EngineSchema.java",
                "lib/record/RecordServer.java",
                "lib/explain/ExplainServer.java",
                "lib/explain/graph/PipelineGraph.java",
                "lib/local/LocalServer.java",
                "lib/shell/Shell.java")) {
            int slash = umbrella.lastIndexOf('/');
            List<String> parts = new ArrayList<>(javaFilesBelow(umbrella.substring(0, slash)));
            assertTrue(parts.remove(umbrella.substring(slash + 1)), umbrella);
            parts.removeIf(file -> file.endsWith("package-info.java") || file.equals("AllServers.java"));
            // The pictures are a room with an umbrella of its own: only explain draws.
            parts.removeIf(file -> umbrella.endsWith("ExplainServer.java") && file.startsWith("graph/"));
            assertEquals(
                    parts,
                    directives("SOURCES", read(umbrella)).stream()
                            .filter(source -> !source.startsWith("../"))
                            .sorted()
                            .toList(),
                    umbrella);
        }
    }

    @Test
    void the_way_of_a_query_passes_every_file_of_the_core_once() throws IOException {
        String way = read("docs/architecture.md")
                .split("\n## The way of a query\n")[1]
                .split("\n## ")[0];
        List<String> files = new ArrayList<>();
        Matcher name = Pattern.compile("`([A-Z]\\w+)`").matcher(way);
        while (name.find()) {
            files.add(name.group(1) + ".java");
        }
        List<String> core = new ArrayList<>(javaFiles("lib"));
        core.remove("package-info.java");
        for (String room : BESIDE_THE_CORE) {
            files.removeAll(javaFiles("lib/" + room));
        }
        assertEquals(core, files.stream().sorted().toList());
    }

    @Test
    void sources_are_named_one_by_one_because_a_pattern_fails_over_http() throws IOException {
        for (String folder : List.of("lib", "scripts")) {
            for (String file : javaFilesBelow(folder)) {
                for (String source : directives("SOURCES", read(folder + "/" + file))) {
                    assertTrue(source.matches("[\\w./]+\\.java"), folder + "/" + file + ": //SOURCES " + source);
                    Path from = ROOT.resolve(folder).resolve(file).getParent();
                    assertTrue(Files.exists(from.resolve(source)), folder + "/" + file + ": " + source);
                }
            }
        }
    }

    @Test
    void the_core_knows_nothing_of_command_lines() throws IOException {
        for (String file : javaFiles("lib")) {
            if (!file.equals("Cli.java")) {
                assertFalse(read("lib/" + file).contains("picocli"), file);
            }
        }
        for (String file : javaFiles("lib/console")) {
            String code = read("lib/console/" + file);
            assertFalse(code.contains("import daggerkit."), file + ": it knows nothing of the rest");
            assertTrue(code.contains("package daggerkit.console;"), file);
        }
    }

    /** What a script is written with; all else that is public says whom it is for. */
    @Test
    void what_is_public_and_for_no_script_is_marked() throws Exception {
        Set<String> forScripts = new TreeSet<>(List.of(
                "Api",
                "ApiObject",
                "Arities",
                "Branch",
                "Cli",
                "ConnectOptions",
                "ConnectParams",
                "Dagger",
                "DaggerClient",
                "DaggerException",
                "Engines",
                "ExecException",
                "Leaf",
                "Leaves",
                "Literal",
                "ModuleObject",
                "QueryError",
                "QueryException",
                "QueryTimeoutException",
                "Selection",
                "Session",
                "SessionException"));
        Set<String> unmarked = new TreeSet<>();
        for (String file : javaFiles("lib")) {
            String name = file.substring(0, file.length() - ".java".length());
            if (!name.equals("package-info") && !name.equals("Internal")) {
                Class<?> type = Class.forName("daggerkit." + name);
                if (Modifier.isPublic(type.getModifiers()) && !type.isAnnotationPresent(Internal.class)) {
                    unmarked.add(name);
                }
            }
        }
        assertEquals(forScripts, unmarked);
        for (Class<?> base : List.of(DaggerClient.class, ApiObject.class)) {
            for (Method method : base.getDeclaredMethods()) {
                assertEquals(
                        Modifier.isProtected(method.getModifiers()) && !method.isSynthetic(),
                        method.isAnnotationPresent(Internal.class) && !method.isSynthetic(),
                        method + ": what is protected is for generated code");
            }
        }
    }

    @Test
    void the_version_is_the_same_wherever_it_stands() throws IOException {
        String umbrella = read("lib/Dagger.java");
        assertEquals(List.of("daggerkit:daggerkit:" + Dagger.VERSION), directives("GAV", umbrella));
        Matcher newest = Pattern.compile("(?m)^## (\\S+) ").matcher(read("CHANGELOG.md"));
        assertTrue(newest.find());
        assertEquals(Dagger.VERSION, newest.group(1));
        Matcher told = Pattern.compile("daggerkit:daggerkit:([^\\s`]+)").matcher(read("README.md"));
        assertTrue(told.find());
        do {
            assertEquals(Dagger.VERSION, told.group(1));
        } while (told.find());
    }

    @Test
    void a_line_of_the_changelog_says_what_kind_of_change_it_is() throws IOException {
        for (String line : read("CHANGELOG.md").lines().toList()) {
            assertTrue(line.matches("#.*|- (New|Fix): .*|  .*|[^-].*|"), line);
        }
    }
}
