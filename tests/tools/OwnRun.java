package daggerkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A run of the tests in a JVM of its own, whose temporary folder is a new one: what the tests leave can so be told from
 * what others leave, and goes when the run ends, however it does. All that the tests start gets signals as usual,
 * whatever this JVM was started with. Used by one thread.
 */
public final class OwnRun {
    /** The property that tells the JVM of the tests its folder. */
    public static final String FOLDER = "daggerkit.test.folder";

    private static final String NAME = "dkt-";

    /** What makes a program ignore a signal is kept by all that it starts, and no JVM and no shell can change it. */
    private static final String[] SIGNALS = {"HUP", "INT", "QUIT", "TERM"};

    private static final int[] NUMBERS = {1, 2, 3, 15};

    /** Starts a process without a helper program in between, which takes longer than many of the thousands that tests start. */
    private static final String WITHOUT_HELPER = "-Djdk.lang.Process.launchMechanism=VFORK";

    /** By one of these a program starts with signals as usual, and in a session of its own, where no terminal reaches it. */
    private static final List<List<String>> AS_USUAL = List.of(
            List.of("env", "--default-signal=" + String.join(",", SIGNALS), "setsid"),
            List.of(
                    "perl",
                    "-MPOSIX",
                    "-e",
                    "$SIG{$_} = 'DEFAULT' for qw(" + String.join(" ", SIGNALS) + "); POSIX::setsid(); exec @ARGV"),
            List.of("env", "--default-signal=" + String.join(",", SIGNALS)));

    private final Path folder;
    private final Leftovers leftovers;
    private Process tests;

    private OwnRun() throws IOException {
        folder = folder(Path.of(System.getProperty("java.io.tmpdir")).toRealPath());
        leftovers = new Leftovers(folder);
    }

    /**
     * Runs the tests and tells the sum.
     *
     * @param main the class whose main method runs them, in a JVM with the property {@link #FOLDER}
     * @param args its arguments
     * @return the exit code: 0 if all passed and nothing is left behind
     * @throws IOException if there can be no folder
     * @throws InterruptedException if this thread is interrupted
     */
    public static int of(Class<?> main, String... args) throws IOException, InterruptedException {
        OwnRun run = new OwnRun();
        Thread interrupted = new Thread(run::clear);
        Runtime.getRuntime().addShutdownHook(interrupted);
        int code = run.run(main, args);
        Runtime.getRuntime().removeShutdownHook(interrupted);
        run.clear();
        return code;
    }

    private int run(Class<?> main, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(prefix());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        if (System.getProperty("os.name").equals("Linux")) {
            command.add(WITHOUT_HELPER);
        }
        command.addAll(List.of("-Djava.io.tmpdir=" + folder, "-D" + FOLDER + "=" + folder));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(Redirect.INHERIT)
                .redirectError(said(folder).toFile());
        builder.environment().put("TMPDIR", folder.toString());
        tests = builder.start();
        int code = tests.waitFor();
        Sum sum = Files.exists(sum(folder)) ? Sum.read(folder) : new Sum(0, 1, 0);
        if (!Files.exists(sum(folder)) || code > 1) {
            System.out.println("\nThe JVM of the tests ended with exit code " + code + "; it said:");
            Files.readAllLines(said(folder)).forEach(line -> System.out.println("    " + line));
        }
        List<String> left = leftovers.find();
        sum = left.isEmpty() ? sum : new Sum(sum.passed, sum.failed + 1, sum.skipped);
        if (!left.isEmpty()) {
            System.out.println("\nThe tests left something behind:");
            left.forEach(line -> System.out.println("    " + line));
        }
        System.out.println("\n" + sum);
        return code == 0 && sum.failed == 0 ? 0 : Math.max(code, 1);
    }

    /** How the tests went. */
    record Sum(int passed, int failed, int skipped) {
        static Sum read(Path folder) throws IOException {
            String[] words = Files.readString(OwnRun.sum(folder)).split("[, ]+");
            return new Sum(Integer.parseInt(words[0]), Integer.parseInt(words[2]), Integer.parseInt(words[4]));
        }

        void write(Path folder) {
            try {
                Files.writeString(OwnRun.sum(folder), toString());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String toString() {
            return passed + " passed, " + failed + " failed, " + skipped + " skipped";
        }
    }

    private static Path sum(Path folder) {
        return folder.resolve(".sum");
    }

    /** Where goes what tests print. */
    static Path said(Path folder) {
        return folder.resolve(".said");
    }

    /** What the command of the tests' JVM begins with; empty if no signal is ignored, or if nothing here can change it. */
    private static List<String> prefix() throws IOException, InterruptedException {
        if (!ignoresSignals()) {
            return List.of();
        }
        for (List<String> words : AS_USUAL) {
            List<String> trial = new ArrayList<>(words);
            trial.add("true");
            try {
                if (new ProcessBuilder(trial).start().waitFor() == 0) {
                    return words;
                }
            } catch (IOException e) {
                // There is no such program.
            }
        }
        return List.of();
    }

    /** Whether what this process starts ends by the signals that end programs. */
    static boolean hasSignals() throws IOException {
        return !ignoresSignals();
    }

    /** Whether this process, and so all that it starts, ignores a signal that ends programs; false where nobody tells. */
    static boolean ignoresSignals() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        String line = Files.readAllLines(status).stream()
                .filter(one -> one.startsWith("SigIgn:"))
                .findFirst()
                .orElse("SigIgn: 0");
        long ignored = Long.parseUnsignedLong(line.substring("SigIgn:".length()).strip(), 16);
        for (int number : NUMBERS) {
            if ((ignored & 1L << number - 1) != 0) {
                return true;
            }
        }
        return false;
    }

    /** A new folder with a short name, as sockets are in it; those of runs that were killed go. */
    private static Path folder(Path parent) throws IOException {
        try (Stream<Path> files = Files.list(parent)) {
            for (Path old : files.filter(OwnRun::isDead).toList()) {
                delete(old);
            }
        }
        for (int i = 0; ; i++) {
            Path folder = parent.resolve(NAME + ProcessHandle.current().pid() + (i == 0 ? "" : "-" + i));
            try {
                Files.createDirectory(folder);
                if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                    // Commands of the stand-in run as another user if root runs the tests.
                    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
                }
                return folder;
            } catch (FileAlreadyExistsException taken) {
                // By another user.
            }
        }
    }

    private static boolean isDead(Path folder) {
        String name = folder.getFileName().toString();
        return name.matches(NAME + "[0-9]+")
                && Files.isWritable(folder)
                && ProcessHandle.of(Long.parseLong(name.substring(NAME.length())))
                        .isEmpty();
    }

    /** Ends what still runs, and deletes the folder. */
    private void clear() {
        if (tests != null) {
            tests.destroy();
            try {
                tests.waitFor(Leftovers.PATIENCE_SECONDS, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            tests.destroyForcibly();
        }
        leftovers.processes().forEach(ProcessHandle::destroyForcibly);
        delete(folder);
    }

    private static void delete(Path folder) {
        for (int i = 0; i < 3 && Files.exists(folder); i++) { // what was just killed may have written once more
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            } catch (IOException | UncheckedIOException e) {
                // What cannot be listed is opened first.
                folder.toFile().setExecutable(true);
            }
        }
    }
}
