package daggerkit.local.files;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a session does with folders. */
public final class Folders {
    private static final String TOOLS = "/usr/bin:/bin";

    private Folders() {}

    /**
     * Looks up a program as a shell does.
     *
     * @param name its name
     * @param searchPath folders, as PATH has them
     * @return its absolute path, or null
     */
    public static String find(String name, String searchPath) {
        for (String folder : searchPath.split(File.pathSeparator)) {
            File file = new File(folder, name);
            if (!folder.isEmpty() && file.isFile() && file.canExecute()) {
                return file.getAbsolutePath();
            }
        }
        return null;
    }

    /** A command with the absolute path of its program, if that is found. */
    public static List<String> found(List<String> command, String searchPath) {
        String program = find(command.get(0), searchPath);
        List<String> found = new ArrayList<>(command);
        if (program != null) {
            found.set(0, program);
        }
        return found;
    }

    /** Makes a folder that only its owner can enter. */
    public static Path createPrivate(Path folder) throws IOException {
        Files.createDirectory(folder);
        if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
        return folder;
    }

    /**
     * Deletes folders with all that is in them, however deep, and follows no link, whoever makes one meanwhile: what
     * {@code rm} is made for, and {@link Files} is not.
     *
     * @param folders absolute paths, also of files; nothing happens for one that is not there
     * @throws IOException if something is left
     */
    public static void delete(Path... folders) throws IOException, InterruptedException {
        List<String> paths = new ArrayList<>();
        for (Path folder : folders) {
            if (!folder.isAbsolute() || folder.getNameCount() < 2) {
                throw new IllegalArgumentException("Cannot delete \"" + folder + "\": expected an absolute path.");
            }
            if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
                paths.add(folder.toString());
            }
        }
        if (find("rm", TOOLS) == null) {
            for (String path : paths) {
                try (Stream<Path> files = Files.walk(Path.of(path))) { // Windows, where only harmless commands run
                    for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                        Files.delete(file);
                    }
                }
            }
        } else if (!paths.isEmpty() && !run("rm", List.of("-rf", "--"), paths)) {
            run("chmod", List.of("-R", "u+rwx", "--"), paths);
            if (!run("rm", List.of("-rf", "--"), paths)) {
                throw new IOException("Cannot delete \"" + paths.get(0) + "\": something in it does not go away.");
            }
        }
    }

    private static boolean run(String program, List<String> options, List<String> paths) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(options);
        command.addAll(paths);
        Process process = new ProcessBuilder(found(command, TOOLS))
                .redirectErrorStream(true)
                .start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return process.waitFor() == 0;
                } catch (InterruptedException again) {
                    interrupted = true; // half done, it would leave something behind
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
