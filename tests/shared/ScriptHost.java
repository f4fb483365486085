//SOURCES Run.java
package daggerkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;

/**
 * A JVM in which scripts run one after the other, each run with classes of its own, and with the process's own streams. For
 * tests that run a script many times with the same environment and in the same folder: most of the time of such a run is the
 * start of its JVM. Used by one thread.
 */
final class ScriptHost implements AutoCloseable {
    private static final String END = "\u0001end of a run ";

    private final Process process;
    private final DataOutputStream orders;
    private final InputStream out;
    private final InputStream err;

    /**
     * Starts the JVM.
     *
     * @param host gives it a folder, variables or a command that it stands behind
     */
    ScriptHost(UnaryOperator<Run> host) {
        process = host.apply(Run.main(Host.class)).start();
        orders = new DataOutputStream(process.getOutputStream());
        out = new BufferedInputStream(process.getInputStream());
        err = new BufferedInputStream(process.getErrorStream());
    }

    /** Runs a script's command to its end. */
    Run.Result run(String script, String... args) {
        String type = script.substring(script.lastIndexOf('/') + 1).replaceFirst("\\.java$", "");
        try {
            orders.writeUTF(Run.classPath(script));
            orders.writeUTF(type);
            orders.writeInt(args.length);
            for (String arg : args) {
                orders.writeUTF(arg);
            }
            orders.flush();
            CompletableFuture<String[]> printed = CompletableFuture.supplyAsync(() -> read(out), Run.READERS);
            CompletableFuture<String[]> said = CompletableFuture.supplyAsync(() -> read(err), Run.READERS);
            String[] first = Limits.value(said);
            return new Run.Result(Integer.parseInt(first[1]), Limits.value(printed)[0], first[0]);
        } catch (IOException | ExecutionException e) {
            throw new AssertionError(List.of(args) + ": the JVM of the scripts has ended", e);
        }
    }

    /** What was written in a run, and its exit code; all there is if the stream does not lead here. */
    private static String[] read(InputStream in) {
        StringBuilder text = new StringBuilder();
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try {
            for (int b = in.read(); b >= 0; b = in.read()) {
                line.write(b);
                if (b == '\n') {
                    String last = line.toString(StandardCharsets.UTF_8);
                    int end = last.indexOf(END);
                    if (end >= 0) {
                        return new String[] {
                            text + last.substring(0, end),
                            last.substring(end + END.length()).strip()
                        };
                    }
                    text.append(last);
                    line.reset();
                }
            }
        } catch (IOException e) {
            // The process has ended.
        }
        return new String[] {text + line.toString(StandardCharsets.UTF_8), "-1"};
    }

    @Override
    public void close() {
        try {
            orders.close();
        } catch (IOException e) {
            // It has ended.
        }
        Limits.end(process);
    }

    /** The other end: reads what is to be run from standard input. */
    static final class Host {
        private static final Map<List<String>, ClassLoader> LIBRARIES = new HashMap<>();

        private Host() {}

        public static void main(String... none) throws Exception {
            FileOutputStream out = new FileOutputStream(FileDescriptor.out);
            FileOutputStream err = new FileOutputStream(FileDescriptor.err);
            DataInputStream orders = new DataInputStream(System.in);
            System.setIn(InputStream.nullInputStream());
            while (true) {
                String classPath;
                try {
                    classPath = orders.readUTF();
                } catch (EOFException end) {
                    return;
                }
                String type = orders.readUTF();
                String[] args = new String[orders.readInt()];
                for (int i = 0; i < args.length; i++) {
                    args[i] = orders.readUTF();
                }
                byte[] end = (END + run(classPath, type, args) + "\n").getBytes(StandardCharsets.UTF_8);
                err.write(end);
                try {
                    out.write(end);
                } catch (IOException full) {
                    // A test wants it to be.
                }
            }
        }

        private static int run(String classPath, String type, String... args) throws Exception {
            List<String> libraries = new ArrayList<>();
            List<URL> own = new ArrayList<>();
            for (String entry : classPath.split(File.pathSeparator)) {
                if (Path.of(entry).startsWith(Run.mavenRepository())) {
                    libraries.add(entry);
                } else {
                    own.add(url(entry));
                }
            }
            try (URLClassLoader loader = new URLClassLoader(own.toArray(new URL[0]), libraries(libraries))) {
                Thread.currentThread().setContextClassLoader(loader);
                Constructor<?> script = loader.loadClass(type).getDeclaredConstructor();
                script.setAccessible(true);
                Method run = loader.loadClass("daggerkit.Cli").getDeclaredMethod("run", Callable.class, String[].class);
                run.setAccessible(true);
                return (int) run.invoke(null, script.newInstance(), args);
            }
        }

        /** They are the same for many scripts, and keep nothing of a run. */
        private static ClassLoader libraries(List<String> entries) throws MalformedURLException {
            ClassLoader known = LIBRARIES.get(entries);
            if (known == null) {
                List<URL> urls = new ArrayList<>();
                for (String entry : entries) {
                    urls.add(url(entry));
                }
                known = new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader());
                LIBRARIES.put(entries, known);
            }
            return known;
        }

        private static URL url(String entry) throws MalformedURLException {
            return Path.of(entry).toUri().toURL();
        }
    }
}
