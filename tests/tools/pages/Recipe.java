package daggerkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A script of docs/recipes and how it is tried: its arguments and what has to be there. Used by one thread. */
final class Recipe {
    /** The one whose requests depend on what the engine was told before; run with recorded answers. */
    static final String MODULE = "call_module";

    /** Where they are, relative to the repository. */
    static final Path FOLDER = Path.of("docs/recipes");

    final String name;
    final List<String> args;
    final Map<String, String> variables = new TreeMap<>();
    final Map<String, String> files = new TreeMap<>();
    final List<String> others = new ArrayList<>();
    final List<String> made = new ArrayList<>();
    final List<String> programs = new ArrayList<>();

    /** The exit code of the run that is shown. */
    int code;

    /** Why no stand-in can run it, or null. */
    String lacks;

    private Recipe(String name, String... args) {
        this.name = name;
        this.args = List.of(args);
    }

    /** All of them with the way each is tried, in the order of their names. */
    static List<Recipe> all() {
        String project = "a project that builds";
        String registry = "a registry";
        return List.of(
                new Recipe("bind_service").programs("python3", "wget"),
                new Recipe("bust_cache", "release-7"),
                new Recipe(MODULE, "./greeter", "from=me", "greet", "name=you"),
                new Recipe("catch_failure"),
                new Recipe("cross_compile", "REGISTRY/NAME:TAG").lacks(registry),
                new Recipe("docker_tests").lacks("an engine that allows root capabilities, and " + project),
                new Recipe("dockerfile_build", ".", "runtime", "linux/amd64").lacks("a Dockerfile"),
                new Recipe("download", RecipeServer.ADDRESS + "hello.txt", RecipeServer.DIGEST, "hello.txt")
                        .makes("hello.txt"),
                new Recipe("export_files").makes("build.log").makes("report/result.txt"),
                new Recipe("expose_service").lacks("the programs of the image"),
                new Recipe("gradle_build").lacks(project),
                new Recipe("inspect_image"),
                new Recipe("label_image", "2.1.0"),
                new Recipe("latest_version", RecipeServer.ADDRESS + "library.git", "v1.*").programs("git"),
                new Recipe("list_folder")
                        .file(".gitignore", "target/\n*.log\n")
                        .notShown("build.log")
                        .notShown("src/Main.java")
                        .notShown("target/Main.class"),
                new Recipe("load_image").lacks("a Docker"),
                new Recipe("matrix_test", "sh", "-c", "grep -q '<version>1' pom.xml")
                        .file("pom.xml", "<project><version>1.0</version></project>\n"),
                new Recipe("maven_build").lacks(project),
                new Recipe("mirror_image", "alpine:latest", "REGISTRY/alpine:latest")
                        .variable("REGISTRY_USER", "me")
                        .variable("REGISTRY_PASSWORD", "...")
                        .lacks(registry),
                new Recipe("multi_stage").lacks(project),
                new Recipe("open_shell").lacks("a terminal"),
                new Recipe("parallel_checks", "alpine:latest", "test -s notes.txt", "grep -c DONE notes.txt", "wc -l *")
                        .fails(1)
                        .file("notes.txt", "first\nsecond\n"),
                new Recipe("private_git", "URL", "FOLDER")
                        .variable("GIT_TOKEN", "...")
                        .lacks("a private repository"),
                new Recipe("publish_image", "site", "REGISTRY/NAME:TAG")
                        .variable("REGISTRY_USER", "me")
                        .variable("REGISTRY_PASSWORD", "...")
                        .lacks(registry),
                new Recipe("publish_tags", "site", "REGISTRY/NAME", "1.4.2", "1.4", "latest").lacks(registry),
                new Recipe("pull_file"),
                new Recipe("read_exit_code"),
                new Recipe("read_git_file").lacks("a network"),
                new Recipe("run_command", "alpine:latest", "echo", "hello"),
                new Recipe("run_tool", "alpine:latest", "sed", "-i", "s/colour/color/", "notes.txt")
                        .file("notes.txt", "The colour of the sky\n")
                        .makes("notes.txt"),
                new Recipe("save_image").makes("image.tar"),
                new Recipe("scaffold", "shop").makes("shop/README.md"),
                new Recipe("scan_image").lacks("a network"),
                new Recipe("search_replace", "colour", "color")
                        .file("a/sky.txt", "one colour\n")
                        .file("sea.txt", "no hue\nits colour and that colour\n")
                        .makes("sea.txt"),
                new Recipe("secret_file", "settings.xml")
                        .file("settings.xml", "<settings/>\n")
                        .lacks(project),
                new Recipe("set_environment").file(".env", "APP_PORT=8080\n"),
                new Recipe("shell_on_failure", "make test").lacks("a terminal"),
                new Recipe("shell_script"),
                new Recipe("show_changes", "--apply", "alpine:latest", "sh", "-c", "echo two >> a.txt; rm b.txt")
                        .file("a.txt", "one\n")
                        .file("b.txt", "gone\n")
                        .makes("a.txt"),
                new Recipe("test_with_database").lacks(project),
                new Recipe("use_host_service", RecipeServer.PORT).programs("wget"),
                new Recipe("use_secret").variable("API_TOKEN", "s3cr3t").file("api-key.txt", "k3y"));
    }

    private Recipe variable(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    private Recipe file(String path, String contents) {
        files.put(path, contents);
        return this;
    }

    /** A file that only has to be there. */
    private Recipe notShown(String path) {
        others.add(path);
        return this;
    }

    private Recipe makes(String path) {
        made.add(path);
        return this;
    }

    /** What it takes from an image that a host may not have. */
    private Recipe programs(String... names) {
        programs.addAll(List.of(names));
        return this;
    }

    /** The one of these that this host does not have, or null. */
    String missing() {
        return programs.stream()
                .filter(program -> Stream.of(System.getenv("PATH").split(File.pathSeparator))
                        .noneMatch(folder -> Files.isExecutable(Path.of(folder, program))))
                .findFirst()
                .orElse(null);
    }

    private Recipe fails(int with) {
        code = with;
        return this;
    }

    private Recipe lacks(String what) {
        lacks = what;
        return this;
    }

    Path file() {
        return FOLDER.resolve(name + ".java");
    }

    /** The script. */
    String text() {
        try {
            return Files.readString(Run.root().resolve(file()));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Its task. */
    String title() {
        return text().lines()
                .filter(line -> line.startsWith("//DESCRIPTION "))
                .findFirst()
                .orElseThrow()
                .substring("//DESCRIPTION ".length());
    }

    /** The names of the scripts that there are, in order. */
    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(Run.root().resolve(FOLDER))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.replace(".java", ""))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
