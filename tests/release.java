///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Write a release into a new folder: the jar for scripts, its sources and checksums, a Maven repository
//DEPS ../lib/Cli.java
//DEPS ../lib/server/AllServers.java
//SOURCES tools/release/*.java
//SOURCES shared/Run.java

package daggerkit;

import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "release",
        description = "Write a release into a new folder: the jar for scripts, its sources and checksums, a Maven"
                + " repository.",
        footer = {
            "",
            "The files are of the commit that is checked out. With the same JDK it gives the same bytes again.",
            "",
            "Examples:",
            "  ./jbang release out/release",
            "  ./jbang release --tag v" + Dagger.VERSION + " out/release"
        })
class release implements Callable<Integer> {
    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--tag",
            paramLabel = "TAG",
            description = "Refuse if this is not v and the version: a tag's release is the version that it says.")
    String tag;

    @Parameters(paramLabel = "FOLDER", description = "The folder to write, which must not exist.")
    Path folder;

    public static void main(String... args) {
        Cli.main(new release(), args);
    }

    @Override
    public Integer call() throws Exception {
        if (tag != null && !tag.equals("v" + Dagger.VERSION)) {
            throw new DaggerException("Cannot release the version " + Dagger.VERSION + " by the tag \"" + tag
                    + "\": expected \"v" + Dagger.VERSION + "\"; correct the tag, or the version in lib/Dagger.java.");
        }
        Release.refuseExisting(folder);
        Instant time = Release.commitTime(Run.root());
        Release made = Release.of(Run.root(), time);
        made.write(folder);
        made.files().forEach((path, bytes) -> {
            if (path.endsWith(".jar")) {
                System.out.printf("%,9d bytes  %s%n", bytes.length, folder.resolve(path));
            }
        });
        return 0;
    }
}
