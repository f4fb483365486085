///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Build this folder's Gradle project in a container, or in one for each of several JDKs
//DEPS ../lib/Cli.java
//SOURCES build/ExactPattern.java
//SOURCES build/HostGit.java
//SOURCES build/Ignored.java
//SOURCES build/ImageUser.java
//SOURCES build/JavaBuild.java
//SOURCES build/Misread.java
//SOURCES build/Source.java
//SOURCES build/Tool.java
//SOURCES build/Variables.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.build.ImageUser;
import daggerkit.build.JavaBuild;
import daggerkit.build.Tool;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "gradle",
        description = {
            "Build this folder's Gradle project in a container, or in one for each of several JDKs.",
            "",
            "By ./gradlew if there is one, else by gradle, in the image gradle:jdk{jdk}. What Gradle downloads is kept"
                + " in a cache volume for all projects, one for each JDK. The folder stays as it is: the build works"
                + " on a copy, without build, .gradle, .git and what git ignores. With one JDK, Gradle's output is"
                + " printed; with several, a table of exit codes, and on standard error the output of those that"
                + " failed."
        },
        footer = {
            "",
            "Exit code: Gradle's own, of several the first that is not 0; 64 for wrong usage; 69 without a session.",
            "",
            "Examples:",
            "  dagger run jbang gradle@catalog",
            "  dagger run jbang gradle@catalog --jdk 17,21,25 --export reports \\",
            "      check --continue",
            "  dagger run jbang gradle@catalog --env ORG_GRADLE_PROJECT_deployToken publish",
            "  dagger run jbang gradle@catalog -- --no-build-cache build"
        })
class gradle implements Callable<Integer>, Cli.RunsCommand, Tool {
    private static final String HOME = "/daggerkit/gradle";

    @Mixin
    Cli cli = new Cli();

    @Mixin
    JavaBuild build = new JavaBuild();

    @Parameters(
            arity = "0..*",
            paramLabel = "TASKS",
            description = "Tasks and options of Gradle, after all options of this script; build unless given. Write --"
                    + " before them if an option is the first.")
    List<String> tasks;

    public static void main(String... args) {
        Cli.main(new gradle(), args);
    }

    @Override
    public Integer call() {
        return build.run(this, tasks, cli.verbose());
    }

    @Override
    public String name() {
        return "gradle";
    }

    @Override
    public String image() {
        return "gradle:jdk{jdk}";
    }

    @Override
    public List<String> projectFiles() {
        return List.of("build.gradle", "build.gradle.kts", "settings.gradle", "settings.gradle.kts");
    }

    @Override
    public List<String> projectOptions() {
        return List.of("-p", "--project-dir");
    }

    @Override
    public String wrapper() {
        return "gradlew";
    }

    @Override
    public String program() {
        return "gradle";
    }

    @Override
    public List<String> options() {
        return List.of("--no-daemon", "--console=plain");
    }

    @Override
    public String goal() {
        return "build";
    }

    /** A package may be named build as well. */
    @Override
    public List<String> outputs() {
        return List.of("**/build", "!**/src/**/build", "**/.gradle");
    }

    @Override
    public List<String> reports() {
        return List.of("**/build/reports", "**/build/test-results");
    }

    /**
     * One user at a time, and a volume for each JDK: the Gradle that holds a lock in its home is asked for it through
     * 127.0.0.1, which containers do not have in common. The home is none of the image's, where a link may be.
     */
    @Override
    public Api.Container prepare(Api.Client dag, Api.Container container, String jdk, ImageUser user) {
        Api.Container ready = container.withEnvVariable("GRADLE_USER_HOME", HOME);
        return user.cache(dag, ready, HOME, "daggerkit-gradle-" + jdk, true);
    }
}
