package daggerkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** The classes of a release, compiled in memory, so that a run that fails leaves nothing behind. Used by one thread. */
final class ReleaseClasses {
    /** As JBang compiles: a debugger sees variables, a stack trace lines. Nothing of this machine gets in. */
    private static final List<String> OPTIONS = List.of(
            "--release", "17", "-g", "-parameters", "-proc:none", "-implicit:none", "-encoding", "UTF-8", "-nowarn");

    private final Map<Path, SortedMap<String, byte[]>> classes = new HashMap<>();

    private ReleaseClasses() {}

    /**
     * Compiles.
     *
     * @param sources all files
     * @param classPath the jars that they need
     * @param more options for the compiler
     * @throws DaggerException if the compiler refuses them; it has the compiler's words
     */
    static ReleaseClasses of(List<Path> sources, List<Path> classPath, List<String> more) throws IOException {
        ReleaseClasses result = new ReleaseClasses();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new DaggerException("Cannot compile: this Java, \"" + System.getProperty("java.home")
                    + "\", is a JRE; run this with a JDK.");
        }
        StringWriter said = new StringWriter();
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(more);
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
            boolean done = compiler.getTask(
                            said,
                            result.new InMemory(files),
                            null,
                            options,
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            if (!done) {
                throw new DaggerException(
                        "Cannot compile the library for a release; the compiler says:\n" + ("" + said).strip());
            }
        }
        return result;
    }

    /** The classes that these files have become, by their names in a jar. */
    SortedMap<String, byte[]> of(List<Path> sources) {
        SortedMap<String, byte[]> entries = new TreeMap<>();
        for (Path source : sources) {
            entries.putAll(classes.getOrDefault(source, new TreeMap<>()));
        }
        return entries;
    }

    /** Keeps what the compiler writes. */
    private final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        InMemory(StandardJavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject source) {
            String entry = name.replace('.', '/') + kind.extension;
            Path file = fileManager.asPath(source);
            return new SimpleJavaFileObject(URI.create("memory:///" + entry), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return new ByteArrayOutputStream() {
                        @Override
                        public void close() {
                            classes.computeIfAbsent(file, f -> new TreeMap<>()).put(entry, toByteArray());
                        }
                    };
                }
            };
        }
    }
}
