///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Take a file or a directory out of an image
//DEPS ../lib/Cli.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "pull-file",
        customSynopsis = "pull-file [OPTION]... IMAGE PATH [TARGET]",
        description = {
            "Take a file or a directory out of an image.",
            "",
            "A file goes to standard output, byte by byte, unless TARGET says where to. Otherwise the path that was"
                    + " written is printed. No container runs, so the image needs no shell."
        },
        footer = {
            "",
            "Examples:",
            "  dagger run jbang pull-file@catalog alpine /etc/alpine-release",
            "  dagger run jbang pull-file@catalog busybox:musl /bin/busybox busybox",
            "  dagger run jbang pull-file@catalog --platform linux/arm64 \\",
            "      nginx /etc/nginx conf"
        })
class pull_file implements Callable<Integer> {
    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--platform",
            paramLabel = "PLATFORM",
            description = "The image's platform, such as linux/arm64; the engine's own unless given.")
    String platform;

    @Parameters(
            index = "0",
            arity = "0..1",
            hideParamSyntax = true,
            paramLabel = "IMAGE",
            description = "The address of the image.")
    String image;

    @Parameters(
            index = "1",
            arity = "0..1",
            hideParamSyntax = true,
            paramLabel = "PATH",
            description = "Where it is in the image: a path from its root, or from its work folder.")
    String path;

    @Parameters(
            index = "2",
            arity = "0..1",
            hideParamSyntax = true,
            paramLabel = "TARGET",
            description = "Where to put it. A file goes into TARGET if that is a folder or ends in a slash, and to"
                    + " standard output if it is - or not given. Of a directory the contents go into the folder"
                    + " TARGET, beside what is there.")
    String target;

    public static void main(String... args) {
        Cli.main(new pull_file(), args);
    }

    /** What is at the path; a link is what it leads to. */
    private record Found(boolean something, boolean directory) {}

    @Override
    public Integer call() throws IOException {
        if (image == null || path == null) {
            throw new Cli.Usage("There is nothing to take: expected IMAGE and PATH.");
        }
        try (Api.Client dag = Dagger.connect()) {
            Api.Container container = platform == null ? dag.container() : dag.container(o -> o.platform(platform));
            Api.Container from = container.from(image);
            Found found = from.fetch(
                    it -> it.exists(path),
                    it -> it.exists(path, o -> o.expectedType(Api.ExistsType.DIRECTORY_TYPE)),
                    Found::new);
            if (!found.something) {
                throw new DaggerException("There is no \"" + path + "\" in the image \"" + image
                        + "\": expected the path of a file or a directory.");
            }
            if (found.directory) {
                directory(from.directory(path));
            } else {
                file(from.file(path));
            }
        }
        return 0;
    }

    private void directory(Api.Directory directory) {
        if (isStandardOutput()) {
            throw new Cli.Usage(
                    "\"" + path + "\" is a directory: expected a folder as TARGET, for what is in the directory.");
        }
        if (Files.isRegularFile(local(target))) {
            throw new DaggerException(
                    "Cannot put the directory \"" + path + "\" into \"" + target + "\": there is a file of that name.");
        }
        directory.export(local(target).toString());
        System.out.println(target);
    }

    private void file(Api.File file) throws IOException {
        if (isStandardOutput()) {
            print(file);
            return;
        }
        boolean into = target.endsWith("/") || Files.isDirectory(local(target));
        String written = into ? target.replaceFirst("/*$", "/") + path.replaceFirst("(?s).*/", "") : target;
        file.export(local(written).toString());
        System.out.println(written);
    }

    /** Not by the file's {@code contents}: those are a text, and not every file is one. */
    private void print(Api.File file) throws IOException {
        Path folder = Files.createTempDirectory("pull-file");
        folder.toFile().deleteOnExit();
        Path copy = folder.resolve("file");
        copy.toFile().deleteOnExit();
        file.export(copy.toString());
        try (FileOutputStream out = new FileOutputStream(FileDescriptor.out)) {
            Files.copy(copy, out);
        } catch (IOException failure) {
            throw new DaggerException(
                    "Cannot write \"" + path + "\" to standard output: " + failure.getMessage() + ".", failure);
        }
    }

    private boolean isStandardOutput() {
        return target == null || target.equals("-");
    }

    /** Absolute, because the session may have been started in another folder. */
    private static Path local(String target) {
        try {
            return Path.of(target).toAbsolutePath().normalize();
        } catch (InvalidPathException wrong) {
            throw new Cli.Usage("Cannot write to \"" + target + "\": expected a path of this host.");
        }
    }
}
