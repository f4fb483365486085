package daggerkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a run of the tests has left behind: processes, files in its temporary folder, and what is new in the user's home
 * and in the system's temporary folder. Others may use this machine at the same time. Used by one thread.
 */
final class Leftovers {
    /** How long what is ending already may take. */
    static final int PATIENCE_SECONDS = 60;

    /** What tools keep in a home to be faster the next time. */
    private static final Set<String> CACHES = Set.of(".cache", ".m2", ".jbang", ".jbang/cache");

    /** What the names have in them of files that we, JBang or a JVM would leave. */
    private static final Pattern OURS = Pattern.compile("(?i)(dagger|jbang|jshell|jline|java|hs_err)[^/]*$|/\\.jbang/");

    private final Path folder;
    private final Set<String> home = home();
    private final Set<String> system;
    private final boolean alone;

    /**
     * Looks at what is there before the tests.
     *
     * @param folder the run's temporary folder
     */
    Leftovers(Path folder) {
        this.folder = folder;
        system = system();
        alone = alone();
    }

    /** A line for each thing that is left. */
    List<String> find() {
        List<String> left = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE_SECONDS * 1_000_000_000L;
        while (!processes().isEmpty() && System.nanoTime() < deadline) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        for (ProcessHandle process : processes()) {
            left.add("the process " + process.pid() + ": " + words(process.pid(), "cmdline"));
        }
        for (String name : names(folder)) {
            if (!name.startsWith(".")) {
                left.add("the temporary file " + folder.resolve(name));
            }
        }
        boolean stillAlone = alone && alone();
        for (String name : news(home, home())) {
            // The home is its owner's, who works there meanwhile; what bears our name may be another run's.
            if (OURS.matcher(name).find() && (stillAlone || !name.contains("daggerkit"))) {
                left.add("in the home: " + name);
            }
        }
        if (stillAlone) {
            news(system, system()).forEach(name -> left.add("the temporary file " + name));
        }
        return left;
    }

    private static Set<String> news(Set<String> before, Set<String> after) {
        Set<String> news = new TreeSet<>(after);
        news.removeAll(before);
        return news;
    }

    private static Set<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files of the home that are no caches. */
    private static Set<String> home() {
        Set<String> found = new TreeSet<>();
        for (String home : new String[] {System.getProperty("user.home"), System.getenv("HOME")}) {
            for (String name : home == null ? Set.<String>of() : names(Path.of(home))) {
                found.add(Path.of(home, name).toString());
            }
            for (String name : home == null ? Set.<String>of() : names(Path.of(home, ".jbang"))) {
                found.add(Path.of(home, ".jbang", name).toString());
            }
            CACHES.forEach(name -> found.remove(home + "/" + name));
        }
        return found;
    }

    /** What bears our name where programs put temporary files that do not know of the run's own folder. */
    private Set<String> system() {
        return names(folder.getParent()).stream()
                .filter(name -> name.matches("(daggerkit|elsewhere|pull-file).*"))
                .map(name -> folder.resolveSibling(name).toString())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Whether no other JVM runs on this machine but those that lead to this one, and what belongs to the run. */
    private boolean alone() {
        Set<Long> ours = processes().stream().map(ProcessHandle::pid).collect(Collectors.toSet());
        for (ProcessHandle at = ProcessHandle.current();
                at != null;
                at = at.parent().orElse(null)) {
            ours.add(at.pid());
        }
        return ProcessHandle.allProcesses()
                .filter(process -> !ours.contains(process.pid()))
                .noneMatch(process -> process.info().command().orElse("").endsWith("/java"));
    }

    /** What belongs to the run: by its environment, its command line or the folder that it is in. */
    List<ProcessHandle> processes() {
        long own = ProcessHandle.current().pid();
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != own && isOurs(process))
                .toList();
    }

    private boolean isOurs(ProcessHandle process) {
        String path = folder.toString();
        if (!Files.isDirectory(Path.of("/proc/self"))) {
            return process.info().commandLine().orElse("").contains(path);
        }
        return words(process.pid(), "cmdline").contains(path)
                || words(process.pid(), "environ").contains("TMPDIR=" + path + " ")
                || cwd(process.pid()).startsWith(path + "/");
    }

    private static String words(long pid, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + pid, file));
            return new String(bytes, StandardCharsets.ISO_8859_1).replace('\0', ' ');
        } catch (IOException e) { // it is gone, or another user's
            return "";
        }
    }

    private static String cwd(long pid) {
        try {
            return Files.readSymbolicLink(Path.of("/proc/" + pid, "cwd")).toString();
        } catch (IOException e) {
            return "";
        }
    }
}
