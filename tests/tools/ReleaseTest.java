package daggerkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./jbang release} writes. That scripts run with it, over HTTP, is tested by {@link RemoteTest}. */
class ReleaseTest {
    private static final List<String> JARS = List.of(
            "daggerkit.jar",
            "daggerkit-sources.jar",
            maven("daggerkit", ".jar"),
            maven("daggerkit", "-sources.jar"),
            maven("daggerkit-servers", ".jar"),
            maven("daggerkit-servers", "-sources.jar"));

    @TempDir
    Path folder;

    private static String maven(String name, String end) {
        return "maven/daggerkit/" + name + "/" + Dagger.VERSION + "/" + name + "-" + Dagger.VERSION + end;
    }

    private static byte[] file(String path) {
        return Elsewhere.release().files().get(path);
    }

    private static Map<String, byte[]> entries(byte[] jar) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static DaggerException refused(org.junit.jupiter.api.function.Executable action, String... words) {
        DaggerException refused = assertThrows(DaggerException.class, action);
        Stream.of(words).forEach(word -> assertTrue(refused.getMessage().contains(word), refused.getMessage()));
        return refused;
    }

    @Test
    void it_has_these_files() {
        TreeSet<String> expected = new TreeSet<>(JARS);
        expected.addAll(List.of("daggerkit.jar.sha256", "daggerkit-sources.jar.sha256"));
        for (String name : List.of("daggerkit", "daggerkit-servers")) {
            expected.add(maven(name, ".pom"));
            expected.add("maven/daggerkit/" + name + "/maven-metadata.xml");
        }
        for (String path : List.copyOf(expected)) {
            if (path.startsWith("maven/")) {
                List.of(".md5", ".sha1", ".sha256").forEach(end -> expected.add(path + end));
            }
        }
        assertEquals(expected, new TreeSet<>(Elsewhere.release().files().keySet()));
    }

    @Test
    void the_same_sources_in_another_folder_give_the_same_bytes() throws IOException {
        Path copy = folder.resolve("another");
        for (String part : List.of("lib", "LICENSE")) {
            try (Stream<Path> files = Files.walk(Run.root().resolve(part))) {
                for (Path file : files.toList()) {
                    Path to = copy.resolve(Run.root().relativize(file).toString());
                    Files.createDirectories(to.getParent());
                    if (!Files.isDirectory(to)) {
                        Files.copy(file, to);
                    }
                }
            }
        }
        Map<String, byte[]> again = new TreeMap<>(
                Release.of(copy, Instant.ofEpochSecond(1_700_000_000)).files());
        for (String name : List.of("daggerkit", "daggerkit-servers")) {
            String metadata = "maven/daggerkit/" + name + "/maven-metadata.xml";
            assertTrue(text(again.get(metadata)).contains("<lastUpdated>20231114221320</lastUpdated>"));
            List.of("", ".md5", ".sha1", ".sha256")
                    .forEach(end -> assertNotEquals(
                            text(again.put(metadata + end, file(metadata + end))), text(file(metadata + end))));
        }
        for (Map.Entry<String, byte[]> file : again.entrySet()) {
            assertArrayEquals(file(file.getKey()), file.getValue(), file.getKey());
        }
        assertEquals(Elsewhere.release().files().keySet(), again.keySet());
    }

    @Test
    void entries_are_sorted_and_of_one_time() throws IOException {
        for (String jar : JARS) {
            try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file(jar)))) {
                assertEquals("META-INF/MANIFEST.MF", zip.getNextEntry().getName(), jar);
                String last = "";
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    assertTrue(last.compareTo(entry.getName()) < 0, jar + ": " + last + " before " + entry);
                    last = entry.getName();
                    assertEquals("1980-02-01T00:00", "" + entry.getTimeLocal(), jar + ": " + entry);
                }
            }
        }
    }

    @Test
    void the_whole_jar_has_all_of_jackson_and_the_licenses_of_all() throws IOException {
        Map<String, byte[]> whole = entries(file("daggerkit.jar"));
        assertTrue(text(whole.get("META-INF/MANIFEST.MF")).contains("\r\nMulti-Release: true\r\n"));
        for (Class<?> part : List.of(JsonNode.class, JsonFactory.class, JsonProperty.class)) {
            Path path = Path.of(
                    part.getProtectionDomain().getCodeSource().getLocation().getPath());
            String name = path.getFileName().toString().replace(".jar", "");
            assertTrue(text(whole.get("META-INF/NOTICE")).contains("\n- " + name + "\n"), name);
            int about = 0;
            try (JarFile jar = new JarFile(path.toFile())) {
                for (ZipEntry entry : jar.stream().filter(e -> !e.isDirectory()).toList()) {
                    String entryName = entry.getName();
                    if (entryName.endsWith("module-info.class") || entryName.equals("META-INF/MANIFEST.MF")) {
                        assertFalse(entryName.endsWith(".class") && whole.containsKey(entryName), entryName);
                        continue;
                    }
                    boolean isAbout = entryName.matches("META-INF/[^/]*(LICENSE|NOTICE)");
                    about += isAbout ? 1 : 0;
                    String there =
                            isAbout ? entryName.replace("META-INF/", "META-INF/licenses/" + name + "/") : entryName;
                    assertTrue(whole.containsKey(there), there);
                    byte[] bytes = jar.getInputStream(entry).readAllBytes();
                    assertEquals(text(bytes).strip(), text(whole.get(there)).strip(), there);
                }
            }
            assertTrue(about >= 2, name + " has " + about);
        }
        for (String jar : JARS) {
            byte[] license = Files.readAllBytes(Run.root().resolve("LICENSE"));
            assertArrayEquals(license, entries(file(jar)).get("META-INF/LICENSE"), jar);
        }
        assertFalse(entries(file(maven("daggerkit", ".jar"))).keySet().stream().anyMatch(n -> n.contains("jackson")));
    }

    @Test
    void the_sources_beside_a_jar_are_those_of_its_classes() throws IOException {
        for (String name : List.of("daggerkit", "daggerkit-servers")) {
            TreeSet<String> classes = names(maven(name, ".jar"), "(daggerkit/[^$]*)\\.class");
            TreeSet<String> sources = names(maven(name, "-sources.jar"), "(daggerkit/.*)\\.java");
            assertTrue(sources.remove(
                    name.equals("daggerkit") ? "daggerkit/package-info" : "daggerkit/server/package-info"));
            sources.removeIf(source -> source.endsWith("/package-info"));
            assertEquals(sources, classes);
            assertTrue(classes.size() > 50, classes.toString());
        }
        assertArrayEquals(file("daggerkit-sources.jar"), file(maven("daggerkit", "-sources.jar")));
        assertTrue(entries(file(maven("daggerkit-servers", ".jar"))).containsKey("schema-v0.21.8.graphql"));
    }

    /** What lib/Dagger.java tells the compiler counts here too. */
    @Test
    void joined_strings_make_no_class_at_run_time() throws IOException {
        Map<String, byte[]> classes = entries(file(maven("daggerkit", ".jar")));
        assertTrue(new String(classes.get("daggerkit/Dagger.class"), StandardCharsets.ISO_8859_1)
                .contains("java/lang/StringBuilder"));
        classes.forEach((name, bytes) ->
                assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("makeConcatWithConstants"), name));
    }

    private static TreeSet<String> names(String jar, String pattern) throws IOException {
        return entries(file(jar)).keySet().stream()
                .filter(name -> name.matches(pattern))
                .map(name -> name.replaceFirst(pattern, "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void a_pom_names_what_the_umbrella_names() throws IOException {
        String pom = text(file(maven("daggerkit-servers", ".pom")));
        assertTrue(pom.contains("<artifactId>daggerkit</artifactId>\n      <version>" + Dagger.VERSION), pom);
        assertTrue(pom.contains("<artifactId>graphql-java</artifactId>"), pom);
        String jackson = Files.readString(Run.root().resolve("lib/Dagger.java"))
                .replaceFirst("(?s).*?jackson-databind:(\\S+).*", "$1");
        assertTrue(text(file(maven("daggerkit", ".pom")))
                .contains("<artifactId>jackson-databind</artifactId>\n      <version>" + jackson + "</version>"));
    }

    @Test
    void checksums_are_what_the_usual_tools_read() throws IOException {
        Path written = folder.resolve("release");
        Elsewhere.release().write(written);
        Run check = Run.command("sha256sum", "-c", "daggerkit.jar.sha256", "daggerkit-sources.jar.sha256")
                .in(written);
        assertEquals(new Run.Result(0, "daggerkit.jar: OK\ndaggerkit-sources.jar: OK\n", ""), check.run());
        for (String tool : List.of("md5", "sha1", "sha256")) {
            Run.Result sum = Run.command(tool + "sum", maven("daggerkit", ".pom"))
                    .in(written)
                    .run();
            assertEquals(sum.out().split(" ")[0], text(file(maven("daggerkit", ".pom." + tool))), tool);
        }
        byte[] jar = file("daggerkit.jar").clone();
        jar[jar.length / 2] ^= 1;
        Files.write(written.resolve("daggerkit.jar"), jar);
        assertEquals(1, check.run().code());
    }

    @Test
    void a_folder_that_exists_is_refused_and_stays_as_it_is() throws IOException {
        Path there = Files.createDirectory(folder.resolve("there"));
        refused(
                () -> Elsewhere.release().write(there),
                "\"" + there + "\"",
                "it exists",
                "delete that one or name another");
        Path file = Files.writeString(folder.resolve("file"), "text");
        refused(() -> Elsewhere.release().write(file.resolve("below")), "\"" + file.resolve("below") + "\"");
        try (Stream<Path> left = Files.walk(folder)) {
            assertEquals(List.of(folder, file, there), left.sorted().toList());
        }
    }

    @Test
    void what_is_in_no_commit_is_refused() throws IOException {
        refused(() -> Release.commitTime(folder), "expected a clone", "not a git repository");
        GitFolder clone = GitFolder.create(folder.resolve("clone"));
        refused(() -> Release.commitTime(clone.path), "expected a clone");
        clone.write("lib/Some.java", "1");
        clone.commit("one");
        assertEquals(
                clone.git("log", "-1", "--format=%cI"),
                Release.commitTime(clone.path)
                        .atOffset(java.time.OffsetDateTime.parse(clone.git("log", "-1", "--format=%cI"))
                                .getOffset())
                        .toString()
                        .replaceFirst("Z$", "+00:00"));
        clone.write("new", "");
        refused(() -> Release.commitTime(clone.path), "1 changed or new files", "\"new\"", "commit them");
        clone.commit("two");
        clone.write("lib/Some.java", "2");
        refused(() -> Release.commitTime(clone.path), "\"lib/Some.java\"");
    }

    @Test
    void the_command_refuses_a_tag_that_is_not_the_version() {
        Path target = folder.resolve("target");
        Run.Result result =
                Run.jbang("release", "--tag", "v9.8.7", target.toString()).run();
        assertEquals(1, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains("the tag \"v9.8.7\": expected \"v" + Dagger.VERSION + "\""), result.err());
        assertFalse(Files.exists(target));
    }
}
