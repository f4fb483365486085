package daggerkit.shell;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.net.URL;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Where JShell reads the documentation that it shows for the Tab key: the JDK's sources, as without us, and the library's,
 * which this package carries as resources.
 *
 * <p>JShell has no option for it, only a field that its own tests set. The script opens its package; where that is not so,
 * or the field is gone, the shell works as ever and has no documentation of the library.
 */
final class Sources {
    private static final String FOLDER = "sources";

    private Sources() {}

    /** Lets every JShell of this JVM know them, for its whole life; soon, since the shell does not wait for it. */
    static void tell() {
        Thread thread = new Thread(Sources::set, "daggerkit-sources");
        thread.setDaemon(true);
        thread.start();
    }

    private static void set() {
        try {
            Field sources =
                    Class.forName("jdk.jshell.SourceCodeAnalysisImpl").getDeclaredField("availableSourcesOverride");
            sources.setAccessible(true);
            List<Path> all = new ArrayList<>(ours());
            all.addAll(jdk());
            sources.set(null, List.copyOf(all));
        } catch (ReflectiveOperationException | RuntimeException | IOException e) {
            // It is a convenience: see above.
        }
    }

    private static List<Path> ours() throws IOException {
        String known = FOLDER + "/daggerkit/Api.java";
        URL file = Sources.class.getResource("/" + known);
        if (file == null) {
            return List.of();
        }
        String jar = file.toString();
        int inside = jar.indexOf("!/");
        if (inside < 0) {
            return List.of(Path.of(URI.create(jar)).getParent().getParent());
        }
        FileSystem opened = FileSystems.newFileSystem(URI.create(jar.substring(0, inside)), Map.of());
        return List.of(opened.getPath(FOLDER));
    }

    /** As JShell finds them: a folder for each module. */
    private static List<Path> jdk() throws IOException {
        Path home = Path.of(System.getProperty("java.home"));
        Path zip = Stream.of(home.resolve("lib/src.zip"), home.resolveSibling("src.zip"))
                .filter(Files::isReadable)
                .findFirst()
                .orElse(null);
        List<Path> modules = new ArrayList<>();
        if (zip != null) {
            Path root = FileSystems.newFileSystem(zip, Map.of()).getPath("/");
            try (DirectoryStream<Path> folders = Files.newDirectoryStream(root, Files::isDirectory)) {
                folders.forEach(modules::add);
            }
        }
        return modules;
    }
}
