///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Build this folder's Maven project in a container, or in one for each of several JDKs
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "maven",
        description = {
            "Build this folder's Maven project in a container, or in one for each of several JDKs.",
            "",
            "By ./mvnw if there is one, else by mvn, in the image maven:3-eclipse-temurin-{jdk}. What Maven downloads"
                + " is kept in a cache volume for all projects. The folder stays as it is: the build works on a copy,"
                + " without target, .git and what git ignores. With one JDK, Maven's output is printed; with several,"
                + " a table of exit codes, and on standard error the output of those that failed."
        },
        footer = {
            "",
            "Exit code: Maven's own, of several the first that is not 0; 64 for wrong usage; 69 without a session.",
            "",
            "Examples:",
            "  dagger run jbang maven@catalog",
            "  dagger run jbang maven@catalog --jdk 17,21,25 --export reports \\",
            "      clean verify -Pit",
            "  dagger run jbang maven@catalog --settings ~/.m2/settings.xml \\",
            "      --env DEPLOY_TOKEN deploy",
            "  dagger run jbang maven@catalog --image registry.example.com/maven:{jdk} \\",
            "      --jdk 21 -- -DskipTests package"
        })
class maven implements Callable<Integer>, Cli.RunsCommand, Tool {
    @Mixin
    Cli cli = new Cli();

    @Mixin
    JavaBuild build = new JavaBuild();

    @Option(
            names = "--settings",
            paramLabel = "FILE",
            description = "A settings.xml for Maven, with its passwords: it is passed on as a secret.")
    Path settings;

    @Option(
            names = "--home",
            paramLabel = "DIR",
            description =
                    "The home folder of the image's user, where Maven has its .m2; that of the image unless given.")
    String home;

    @Parameters(
            arity = "0..*",
            paramLabel = "GOALS",
            description = "Goals and options of Maven, after all options of this script; verify unless given. Write --"
                    + " before them if an option is the first.")
    List<String> goals;

    public static void main(String... args) {
        Cli.main(new maven(), args);
    }

    @Override
    public Integer call() {
        if (settings != null) {
            Cli.checkReadable("the settings", settings);
        }
        if (home != null && !home.startsWith("/")) {
            throw new Cli.Usage("Cannot use the home \"" + home + "\": expected a path that begins with /.");
        }
        return build.run(this, goals, cli.verbose());
    }

    @Override
    public String name() {
        return "maven";
    }

    @Override
    public String image() {
        return "maven:3-eclipse-temurin-{jdk}";
    }

    @Override
    public List<String> projectFiles() {
        return List.of("pom.xml");
    }

    @Override
    public List<String> projectOptions() {
        return List.of("-f", "--file");
    }

    @Override
    public String wrapper() {
        return "mvnw";
    }

    @Override
    public String program() {
        return "mvn";
    }

    /** The locks are files because containers have the cache in common, and Maven's own hold in one process only. */
    @Override
    public List<String> options() {
        return List.of(
                "-B", "-Daether.syncContext.named.factory=file-lock", "-Daether.syncContext.named.nameMapper=file-gav");
    }

    @Override
    public String goal() {
        return "verify";
    }

    /** A package may be named target as well. */
    @Override
    public List<String> outputs() {
        return List.of("**/target", "!**/src/**/target");
    }

    @Override
    public List<String> reports() {
        return List.of("**/target/surefire-reports", "**/target/failsafe-reports");
    }

    /**
     * Two volumes inside .m2 and none of all of it: the mount of the settings would leave an empty settings.xml there, and
     * Maven fails on that. MAVEN_CONFIG is a folder to the image and arguments of Maven to the wrapper.
     */
    @Override
    public Api.Container prepare(Api.Client dag, Api.Container container, String jdk, ImageUser found) {
        ImageUser user = found.in(home);
        String folder = user.home().replaceFirst("/+$", "") + "/.m2";
        Api.Container ready = container.withoutEnvVariable("MAVEN_CONFIG");
        if (!user.isHomeSet()) {
            // The wrapper's script takes it from here, not from /etc/passwd.
            ready = ready.withEnvVariable("HOME", user.home());
        }
        if (!user.owner().isEmpty()) {
            // Mounts alone would make it a folder of root.
            ready = ready.withDirectory(folder, dag.directory(), o -> o.owner(user.owner()));
        }
        ready = user.cache(dag, ready, folder + "/repository", "daggerkit-maven-repository", false);
        ready = user.cache(dag, ready, folder + "/wrapper", "daggerkit-maven-wrapper", false);
        return settings == null
                ? ready
                : ready.withMountedSecret(
                        folder + "/settings.xml", dag.setSecret("settings.xml", settingsText()), o -> {
                            if (!user.owner().isEmpty()) {
                                o.owner(user.owner());
                            }
                        });
    }

    private String settingsText() {
        try {
            return Files.readString(settings);
        } catch (IOException failure) {
            throw new Cli.Usage("Cannot read the settings \"" + settings + "\": expected a text in UTF-8.");
        }
    }
}
