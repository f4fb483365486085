package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a folder is in the copy that builds work on, by the script {@code gradle}. */
class SourceTest {
    private static final String LIST = "find . -type f | LC_ALL=C sort\n";

    @TempDir
    Path temp;

    private GitFolder git;

    @BeforeEach
    void repository() throws IOException {
        git = GitFolder.create(temp.resolve("git"));
        git.write("settings.gradle", "");
        git.write("gradlew", LIST);
    }

    private Run gradle(LocalSession session, Path folder, String... args) {
        assumeTrue(session.isolated(), "no private root on this host");
        return new ScriptFolder(folder, "gradle")
                .run(args)
                .session(session.server.params())
                .env("GIT_CONFIG_GLOBAL", "/dev/null");
    }

    private Run.Result loaded(Path folder, String... args) {
        try (LocalSession session = LocalSession.start()) {
            return gradle(session, folder, args).run();
        }
    }

    private static String lines(String... names) {
        return "./" + String.join("\n./", names) + "\n";
    }

    @Test
    void what_git_tracks_is_loaded_though_a_rule_names_it() throws IOException {
        git.write(".gitignore", "*.jar\nall/\n");
        git.write("gradle/wrapper/gradle-wrapper.jar", "jar");
        git.write("all/in", "1");
        git.git("add", "-f", ".");
        git.write("gradle/other.jar", "jar");
        git.write("all/out", "1");
        assertEquals(
                lines(".gitignore", "all/in", "gradle/wrapper/gradle-wrapper.jar", "gradlew", "settings.gradle"),
                loaded(git.path).out());
    }

    @Test
    void a_line_is_read_as_git_reads_it() throws IOException {
        git.write(".gitignore", "Icon\r\r\n\ttab\t\nblank  \ncr\r\n");
        for (String name : List.of("src/Icon/i.tsx", "Icon\r", "tab", "\ttab\t", "blank", "cr", "cr\r")) {
            git.write(name, "1");
        }
        assertEquals(
                lines(".gitignore", "cr\r", "gradlew", "settings.gradle", "src/Icon/i.tsx", "tab"),
                loaded(git.path).out());
    }

    @Test
    void names_that_look_like_patterns_are_names() throws IOException {
        git.write(".gitignore", "/a\\*b\n/\\[x]\n/c\\?\n/\\!d\n/\\#e\n/\\ f\n/g\\ \n/h\\\\i\n/j^k*\n");
        for (String name : List.of("a*b", "aXb", "[x]", "x", "c?", "cX", "!d", "d", "#e", "e", " f", "f")) {
            git.write(name, "1");
        }
        for (String name : List.of("g ", "g", "h\\i", "hi", "j^k*", "jk")) {
            git.write(name, "1");
        }
        assertEquals(
                lines(".gitignore", "aXb", "cX", "d", "e", "f", "g", "gradlew", "hi", "jk", "settings.gradle", "x"),
                loaded(git.path).out());
    }

    @Test
    void a_submodule_and_a_clone_in_the_folder_have_rules_of_their_own() throws IOException {
        git.write(".gitignore", "*.log\n");
        GitFolder inner = GitFolder.create(temp.resolve("git/clone"));
        inner.write(".gitignore", "*.o\n");
        inner.write("a.log", "1");
        inner.write("a.o", "1");
        GitFolder module = GitFolder.create(temp.resolve("git/module"));
        module.write(".gitignore", "*.tmp\n");
        module.write("a", "1");
        module.commit("first");
        module.write("a.tmp", "1");
        git.git("-c", "advice.addEmbeddedRepo=false", "add", "module");
        String out = loaded(git.path).out();
        String seen = out.lines().filter(line -> !line.contains("/.git/")).reduce("", (a, b) -> a + b + "\n");
        assertEquals(
                lines(
                        ".gitignore",
                        "clone/.gitignore",
                        "clone/a.log",
                        "gradlew",
                        "module/.gitignore",
                        "module/a",
                        "settings.gradle"),
                seen);
    }

    @Test
    void more_ignored_files_than_can_be_named_are_left_to_the_engine_and_what_is_tracked_is_added() throws IOException {
        git.write(".gitignore", "*.o\n*.jar\nIcon\r\r\n");
        git.write("gradle/wrapper/gradle-wrapper.jar", "jar");
        git.write("src/Icon/i.tsx", "1");
        git.git("add", "-f", ".");
        for (int i = 0; i < 2001; i++) {
            Files.createFile(git.path.resolve(i + ".o"));
        }
        assertEquals(
                lines(
                        ".gitignore",
                        "gradle/wrapper/gradle-wrapper.jar",
                        "gradlew",
                        "settings.gradle",
                        "src/Icon/i.tsx"),
                loaded(git.path).out());
    }

    @Test
    void a_folder_that_git_ignores_itself_is_loaded_whole() throws IOException {
        git.write(".gitignore", "inner/\n");
        git.write("inner/gradlew", LIST);
        git.write("inner/settings.gradle", "");
        Run.Result result = loaded(git.path.resolve("inner"));
        assertEquals(lines("gradlew", "settings.gradle"), result.out());
        assertTrue(
                result.err().contains("gradle: git ignores this folder itself, so all of it is loaded.\n"),
                result.err());
    }

    @Test
    void a_git_hook_s_repository_is_not_asked_about_another_folder() throws IOException {
        git.write(".gitignore", "*.log\n");
        git.write("kept.log", "1");
        git.git("add", "-f", ".");
        git.write("a.log", "1");
        GitFolder other = GitFolder.create(temp.resolve("other"));
        try (LocalSession session = LocalSession.start()) {
            Run.Result result = gradle(session, git.path)
                    .env("GIT_DIR", other.path.resolve(".git").toString())
                    .env("GIT_INDEX_FILE", "nowhere")
                    .run();
            assertEquals(lines(".gitignore", "gradlew", "kept.log", "settings.gradle"), result.out());
        }
    }

    @Test
    void a_repository_s_own_programs_do_not_run() throws IOException {
        Path ran = temp.resolve("ran");
        Path hook = Files.writeString(temp.resolve("hook"), "#!/bin/sh\ntouch " + ran + "\n");
        assertTrue(hook.toFile().setExecutable(true));
        git.git("config", "core.fsmonitor", hook.toString());
        git.write(".gitignore", "*.log\n");
        assertEquals(
                lines(".gitignore", "gradlew", "settings.gradle"),
                loaded(git.path).out());
        assertTrue(Files.notExists(ran), "core.fsmonitor ran");
    }

    @Test
    void without_git_the_wrapper_s_jar_is_loaded_and_the_rest_is_said() throws IOException {
        git.write(".gitignore", "*.jar\nIcon\r\r\n");
        git.write("gradle/wrapper/gradle-wrapper.jar", "jar");
        git.write("libs/own.jar", "jar");
        git.write("src/Icon/i.tsx", "1");
        git.git("add", "-f", ".");
        String[] copy = {
            ".gitignore", "gradle/wrapper/gradle-wrapper.jar", "gradlew", "settings.gradle", "src/Icon/i.tsx"
        };
        try (LocalSession session = LocalSession.start()) {
            Run.Result result =
                    gradle(session, git.path).env("PATH", "/nowhere").run();
            assertEquals(lines(copy), result.out());
            assertTrue(
                    result.err()
                            .contains("gradle: what git tracks cannot be known (there is no git on PATH): what"
                                    + " .gitignore names is left out; --no-gitignore loads it.\n"),
                    result.err());
        }
    }
}
