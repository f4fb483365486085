package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.build.ImageUser;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Whose the files are that scripts mount into an image: what is asked of an engine for each kind of user. */
class ImageUserTest {
    @TempDir
    Path temp;

    @TestFactory
    Stream<DynamicTest> a_user_is_an_owner_unless_it_is_root() {
        return Map.of(
                        "",
                        "",
                        "root",
                        "",
                        "0",
                        "",
                        "0:0",
                        "",
                        "root:root",
                        "",
                        "ci",
                        "ci",
                        "1000",
                        "1000",
                        "1000:99",
                        "1000:99",
                        "ci:",
                        "ci",
                        ":99",
                        "")
                .entrySet()
                .stream()
                .map(user -> dynamicTest(
                        "\"" + user.getKey() + "\"",
                        () -> assertEquals(user.getValue(), ImageUser.owner(user.getKey()))));
    }

    @Test
    void a_home_is_that_of_etc_passwd_by_name_or_number() {
        String passwd = "root:x:0:0:root:/root:/bin/sh\nbroken\nci:x:1000:1000::/srv/ci:/bin/sh\nno:x:7:7:::\n";
        assertEquals("/srv/ci", ImageUser.home("ci", passwd));
        assertEquals("/srv/ci", ImageUser.home("1000:99", passwd));
        assertEquals("/root", ImageUser.home("", passwd));
        assertEquals("/root", ImageUser.home("", ""));
        assertEquals("/home/no", ImageUser.home("no", passwd));
        assertEquals("/home/other", ImageUser.home("other", passwd));
    }

    /** The last query of a script, in an image with this user and this HOME. */
    private List<String> asked(String script, String user, String home, String... args) throws IOException {
        ScriptFolder folder = new ScriptFolder(temp, script).file("pom.xml").file("build.gradle");
        folder.file("settings.xml", "<settings/>");
        try (ExplainSession explain = new ExplainSession();
                BetweenEngine engine = BetweenEngine.before(
                        explain.server.params(), body -> body.replace("\"user\":\"nobody\"", "\"user\":\"" + user + '"')
                                .replace("\"Container.envVariable\"", home == null ? "null" : '"' + home + '"')
                                .replace("\"File.contents\"", "\"x:x:1:1::/x:\\nci:x:1000:1000::/srv/ci:\"")
                                .replace("\"exists\":false", "\"exists\":true"))) {
            Run.Result result = folder.run(args)
                    .session(engine.params())
                    .env("DAGGERKIT_RUN", "once")
                    .run();
            assertFalse(result.err().contains("bug"), result.err());
            assertTrue(explain.server.requests().stream().allMatch(request -> request.isValid()), result.err());
            return List.copyOf(engine.queries());
        }
    }

    private static void has(List<String> queries, String... parts) {
        String all = String.join("\n", queries);
        Stream.of(parts).forEach(part -> assertTrue(all.contains(part), part + " is not in " + all));
    }

    @Test
    void sources_caches_and_settings_of_maven_belong_to_the_user() throws IOException {
        List<String> queries = asked("maven", "ci", "/home/ci", "--image", "corp/{jdk}", "--settings", "settings.xml");
        has(
                queries,
                "withMountedDirectory(path:\"/src\"",
                "withMountedCache(path:\"/home/ci/.m2/repository\"",
                "withMountedCache(path:\"/home/ci/.m2/wrapper\"",
                "withDirectory(path:\"/home/ci/.m2\"",
                "cacheVolume(key:\"daggerkit-maven-repository of ci in corp/{jdk}\")");
        String build = queries.get(queries.size() - 1);
        assertEquals(5, build.split("owner:\"ci\"", -1).length - 1, build);
        assertFalse(build.contains("name:\"HOME\""), build);
    }

    @Test
    void without_a_home_variable_it_is_looked_up_and_set_for_the_wrapper() throws IOException {
        has(
                asked("maven", "1000", null),
                "path:\"/srv/ci/.m2/repository\"",
                "withEnvVariable(name:\"HOME\",value:\"/srv/ci\")",
                "owner:\"1000\"");
        has(asked("maven", "ci", null, "--home", "/h/"), "\"/h/.m2/wrapper\"", "name:\"HOME\",value:\"/h/\"");
        has(asked("maven", "", null), "\"/root/.m2/wrapper\"", "name:\"HOME\",value:\"/root\"");
    }

    @TestFactory
    Stream<DynamicTest> root_owns_what_it_mounts_anyway_and_has_one_volume_for_all_images() {
        return Stream.of("maven", "gradle", "lint", "scan")
                .map(script -> dynamicTest(script, () -> {
                    String[] args = script.equals("lint")
                            ? new String[] {"--image", "i", "--cache", "/c", "--", "x"}
                            : new String[] {};
                    for (String user : List.of("", "root", "0:0")) {
                        List<String> queries = asked(script, user, "/root", args);
                        assertFalse(queries.toString().contains("owner:"), queries.toString());
                        assertFalse(queries.toString().contains(" of "), queries.toString());
                    }
                }));
    }

    @Test
    void sources_and_caches_of_the_others_belong_to_the_user_as_well() throws IOException {
        List<String> gradle = asked("gradle", "1000:99", null);
        assertEquals(2, gradle.get(gradle.size() - 1).split("owner:\"1000:99\"", -1).length - 1, gradle.toString());
        has(gradle, "cacheVolume(key:\"daggerkit-gradle-21 of 1000:99 in gradle:jdk{jdk}\")");
        List<String> scan = asked("scan", "ci", null);
        assertEquals(2, scan.get(scan.size() - 1).split("owner:\"ci\"", -1).length - 1, scan.toString());
        List<String> tar = asked("scan", "ci", null, "app:1");
        assertEquals(2, tar.get(tar.size() - 1).split("owner:\"ci\"", -1).length - 1, tar.toString());
        List<String> lint = asked("lint", "ci", null, "--image", "i", "--cache", "/c", "--", "x");
        has(lint, "withMountedDirectory(path:\"/src\"", "cacheVolume(key:\"daggerkit-lint i /c of ci in i\")");
        assertEquals(2, lint.get(lint.size() - 1).split("owner:\"ci\"", -1).length - 1, lint.toString());
    }
}
