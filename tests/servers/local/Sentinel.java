package daggerkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Folders of the host that no pipeline may change, and a process that none may end. Every user of the host could change
 * them, so that only isolation keeps a command from it.
 */
final class Sentinel implements AutoCloseable {
    final List<Path> folders = new ArrayList<>();
    final Process process;

    /** Makes one folder where temporary files are, and one among the programs, which commands see, if we may. */
    Sentinel() throws IOException {
        for (Path parent : List.of(Path.of(System.getProperty("java.io.tmpdir")), Path.of("/usr/local"))) {
            if (Files.isWritable(parent)) {
                folders.add(fill(Files.createTempDirectory(parent, "daggerkit-sentinel-")));
            }
        }
        process = new ProcessBuilder("sleep", "881188").start();
    }

    private static Path fill(Path folder) throws IOException {
        allow(folder, "rwxrwxrwx");
        Path inner = Files.createDirectory(folder.resolve("folder"));
        allow(inner, "rwxrwxrwx");
        allow(Files.writeString(inner.resolve("inner"), "inner\n"), "rw-rw-rw-");
        allow(Files.write(folder.resolve("file"), new byte[] {'a', 0, (byte) 0xff, '\n'}), "rw-rw-rw-");
        allow(Files.writeString(folder.resolve("linked"), "has two names\n"), "rw-rw-rw-");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("folder/inner"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("none"));
        return folder;
    }

    private static void allow(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }

    /** The one that commands do not see. */
    Path folder() {
        return folders.get(0);
    }

    /** A shell text for each folder in turn, as {@code $S}. */
    String forEach(String text) {
        return "for S in " + folders.stream().map(Path::toString).collect(Collectors.joining(" ")) + "; do " + text
                + "; done";
    }

    /** All that can be seen of them, and of what is beside them with their names. */
    String state() throws IOException {
        StringBuilder state = new StringBuilder("process " + process.isAlive() + "\n");
        for (Path folder : folders) {
            try (Stream<Path> siblings = Files.list(folder.getParent());
                    Stream<Path> inside = Files.walk(folder)) {
                Stream<Path> moved = siblings.filter(
                        path -> !path.equals(folder) && path.toString().startsWith(folder.toString()));
                for (Path path : Stream.concat(moved, inside).sorted().toList()) {
                    PosixFileAttributes attributes =
                            Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
                    state.append(path).append(' ').append(attributes.permissions());
                    state.append(attributes.owner()).append(attributes.group()).append(attributes.lastModifiedTime());
                    // A test may take one of the names away that it has given to this file.
                    boolean named = path.endsWith("linked");
                    state.append(named ? "" : Files.getAttribute(path, "unix:nlink", LinkOption.NOFOLLOW_LINKS));
                    state.append(' ').append(content(path, attributes)).append('\n');
                }
            }
        }
        return state.toString();
    }

    private static String content(Path path, PosixFileAttributes attributes) throws IOException {
        if (attributes.isSymbolicLink()) {
            return Files.readSymbolicLink(path).toString();
        }
        return attributes.isRegularFile() ? Base64.getEncoder().encodeToString(Files.readAllBytes(path)) : "";
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        for (Path folder : folders) {
            TestFolders.delete(folder);
        }
    }
}
