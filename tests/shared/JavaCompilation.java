package daggerkit;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** A Java file that was compiled in memory against what the tests run with. */
final class JavaCompilation extends ClassLoader {
    private final Map<String, ByteArrayOutputStream> classes = new HashMap<>();

    private JavaCompilation() {
        super(JavaCompilation.class.getClassLoader());
    }

    /** Compiles; an error or warning of the compiler is a failure. */
    static JavaCompilation of(String name, String source) {
        return of(Map.of(name, source), "all");
    }

    /** Compiles several, with the warnings that javac's option -Xlint takes. */
    static JavaCompilation of(Map<String, String> sources, String warnings) {
        JavaCompilation compilation = new JavaCompilation();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        JavaFileManager files =
                new ForwardingJavaFileManager<JavaFileManager>(compiler.getStandardFileManager(null, null, null)) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(
                            Location location, String className, JavaFileObject.Kind kind, FileObject sibling) {
                        return compilation.output(className);
                    }
                };
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "--release",
                "17",
                "-Xlint:" + warnings,
                "-Werror",
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(
                        messages,
                        files,
                        null,
                        options,
                        null,
                        sources.entrySet().stream()
                                .map(source -> input(source.getKey(), source.getValue()))
                                .toList())
                .call();
        if (!compiled) {
            String shown = sources.values().iterator().next();
            throw new AssertionError(messages + "\n" + shown.substring(0, Math.min(shown.length(), 5_000)));
        }
        return compilation;
    }

    /** A class of the file. */
    Class<?> load(String name) throws ClassNotFoundException {
        return loadClass(name);
    }

    /** The file's own classes come first, even if the tests have classes of the same names. */
    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> known = findLoadedClass(name);
            if (known != null) {
                return known;
            }
            ByteArrayOutputStream bytes = classes.get(name);
            return bytes == null
                    ? super.loadClass(name, resolve)
                    : defineClass(name, bytes.toByteArray(), 0, bytes.size());
        }
    }

    private static JavaFileObject input(String name, String source) {
        URI uri = URI.create("string:///" + name.replace('.', '/') + ".java");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
    }

    private JavaFileObject output(String className) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        classes.put(className, bytes);
        URI uri = URI.create("bytes:///" + className.replace('.', '/') + ".class");
        return new SimpleJavaFileObject(uri, JavaFileObject.Kind.CLASS) {
            @Override
            public OutputStream openOutputStream() {
                return bytes;
            }
        };
    }
}
