package daggerkit;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of a release, for a release's page or any folder behind a web address: {@code daggerkit.jar}, which is all that a
 * script needs, its sources and checksums, and a Maven repository of plain files. All of it is made in memory, so that a
 * release is written whole or not at all, and of the same commit with the same JDK it has the same bytes. Immutable.
 */
final class Release {
    private static final String LIBRARY = "daggerkit";
    private static final String SERVERS = "daggerkit-servers";
    private static final String WORDS = "A scripting toolkit for Dagger";
    private static final String SERVERS_WORDS =
            "Sessions for tests that need no engine: local, record, replay and explain of daggerkit";

    private final String version;
    private final SortedMap<String, byte[]> files;

    private Release(String version, SortedMap<String, byte[]> files) {
        this.version = version;
        this.files = files;
    }

    /**
     * Makes a release, which takes as long as to compile the library.
     *
     * @param root the repository's folder
     * @param time when its commit was made: it stands in the list of versions
     * @throws DaggerException if the library does not compile or something of it is not found
     */
    static Release of(Path root, Instant time) throws IOException {
        ReleaseSources library = ReleaseSources.of(root.resolve("lib/Dagger.java"));
        ReleaseSources servers =
                ReleaseSources.of(root.resolve("lib/server/AllServers.java")).without(library);
        String version = library.version();
        byte[] license = Files.readAllBytes(root.resolve("LICENSE"));
        List<Path> all = new ArrayList<>(library.files());
        all.addAll(servers.files());
        ReleaseClasses classes = ReleaseClasses.of(all, jars(""), library.options());
        String own = LIBRARY + ":" + LIBRARY + ":" + version;
        List<String> needs = new ArrayList<>(List.of(own));
        needs.addAll(servers.dependencies());

        byte[] thin = jar(LIBRARY, version, license, library, classes).bytes();
        byte[] sources =
                new ReleaseJar(LIBRARY, version, license).add(library.texts()).bytes();
        ReleaseJar whole = jar(LIBRARY, version, license, library, classes);
        for (Path jar : jackson(library)) {
            whole.addJar(jar);
        }
        byte[] serversThin = jar(SERVERS, version, license, servers, classes).bytes();
        byte[] serversSources =
                new ReleaseJar(SERVERS, version, license).add(servers.texts()).bytes();

        SortedMap<String, byte[]> files = new TreeMap<>();
        put(files, LIBRARY + ".jar", whole.bytes());
        put(files, LIBRARY + "-sources.jar", sources);
        SortedMap<String, byte[]> maven = new TreeMap<>(ReleaseMaven.files(
                LIBRARY, version, WORDS, library.dependencies(), Map.of("", thin, "-sources", sources), time));
        maven.putAll(ReleaseMaven.files(
                SERVERS, version, SERVERS_WORDS, needs, Map.of("", serversThin, "-sources", serversSources), time));
        maven.forEach((path, bytes) -> files.put("maven/" + path, bytes));
        return new Release(version, files);
    }

    private static ReleaseJar jar(
            String name, String version, byte[] license, ReleaseSources sources, ReleaseClasses classes)
            throws IOException {
        return new ReleaseJar(name, version, license)
                .attribute("Automatic-Module-Name", name.replace('-', '.'))
                .attribute("Build-Jdk-Spec", System.getProperty("java.specification.version"))
                .add(classes.of(sources.files()))
                .add(sources.resources());
    }

    /** With the file that {@code sha256sum -c} reads. */
    private static void put(Map<String, byte[]> files, String name, byte[] bytes) {
        files.put(name, bytes);
        String line = ReleaseMaven.hex("SHA-256", bytes) + "  " + name + "\n";
        files.put(name + ".sha256", line.getBytes(StandardCharsets.UTF_8));
    }

    /** The jars of Maven's repository that this JVM runs with and whose path has this in it. */
    private static List<Path> jars(String part) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .map(Path::of)
                .filter(jar -> jar.startsWith(Run.mavenRepository())
                        && jar.toString().replace(File.separatorChar, '/').contains(part))
                .sorted(Comparator.comparing(Path::getFileName))
                .toList();
    }

    private static List<Path> jackson(ReleaseSources library) {
        List<Path> jars = jars("/com/fasterxml/jackson/");
        for (String dependency : library.dependencies()) {
            String[] parts = dependency.split(":");
            String name = parts[1] + "-" + parts[2] + ".jar";
            if (!parts[0].startsWith("com.fasterxml.jackson") || jars.stream().noneMatch(jar -> jar.endsWith(name))) {
                throw new DaggerException(
                        "Cannot put \"" + dependency + "\" into " + LIBRARY + ".jar: expected \"" + name + "\" among "
                                + jars + "; what else than Jackson the library needs, a release has to be taught.");
            }
        }
        return jars;
    }

    /** The version that this is. */
    String version() {
        return version;
    }

    /** The bytes of all files, by their paths in the release's folder, with "/" in them. Not to be changed. */
    SortedMap<String, byte[]> files() {
        return files;
    }

    /**
     * Writes the files: all of them, or none.
     *
     * @param folder where to; it must not be there
     * @throws DaggerException if it is there, or cannot be written
     */
    void write(Path folder) {
        Path target = folder.toAbsolutePath().normalize();
        Path next = target.resolveSibling(
                "." + target.getFileName() + "." + ProcessHandle.current().pid());
        try {
            refuseExisting(folder);
            Files.createDirectories(next);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path path = next.resolve(file.getKey());
                Files.createDirectories(path.getParent());
                Files.write(path, file.getValue());
            }
            Files.move(next, target);
        } catch (IOException e) {
            throw new DaggerException(
                    "Cannot write a release to \"" + folder + "\": " + e + "; make room there or name another folder.",
                    e);
        } finally {
            TestFolders.delete(next);
        }
    }

    /**
     * Refuses a folder that is there: what is in it could be taken for a part of the release.
     *
     * @throws DaggerException if it is there
     */
    static void refuseExisting(Path folder) {
        if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            throw new DaggerException("Cannot write a release to \"" + folder
                    + "\": it exists; expected the name of a new folder, so delete that one or name another.");
        }
    }

    /**
     * The time of the commit that is checked out.
     *
     * @param root the repository's folder
     * @return the time that the commit says
     * @throws DaggerException if there are changes that are in no commit, or no commits: nobody could make the same again
     */
    static Instant commitTime(Path root) {
        String changes = git(root, "status", "--porcelain");
        if (!changes.isEmpty()) {
            throw new DaggerException("Cannot release what is in no commit: git tells "
                    + changes.lines().count() + " changed or new files, the first is \""
                    + changes.lines().findFirst().orElseThrow().substring(3) + "\"; commit them or put them away.");
        }
        return Instant.ofEpochSecond(
                Long.parseLong(git(root, "log", "-1", "--format=%ct").strip()));
    }

    private static String git(Path root, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git", "-C", root.toString()));
        command.addAll(List.of(arguments));
        String said;
        try {
            Run.Result result = Run.command(command.toArray(String[]::new)).run();
            if (result.code() == 0) {
                return result.out();
            }
            said = result.err().strip();
        } catch (UncheckedIOException e) {
            said = "" + e.getCause().getMessage();
        }
        throw new DaggerException("Cannot tell which commit \"" + root + "\" is at: expected a clone, and git on PATH;"
                + " git says \"" + said + "\".");
    }
}
