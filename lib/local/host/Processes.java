package daggerkit.local.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a session does with processes. */
public final class Processes {
    private static final int SECONDS_TO_DIE = 60;
    private static final int PAUSE_MILLIS = 5;

    /** Where Linux lists the children of a thread, if it was built to. */
    private static final Path CHILDREN = Path.of("/proc/thread-self/children");

    private Processes() {}

    /**
     * Ends a process with its descendants, and waits until they are gone, whoever interrupts this thread meanwhile: half
     * done, it would leave some behind. Does nothing for one that has ended.
     */
    public static void stop(Process process) {
        if (!process.isAlive()) {
            return;
        }
        FutureTask<Void> ending = new FutureTask<>(() -> end(process), null);
        new Thread(ending, "end of a command").start();
        boolean interrupted = false;
        while (!ending.isDone()) {
            try {
                ending.get();
            } catch (InterruptedException again) {
                interrupted = true;
            } catch (ExecutionException failure) {
                throw new IllegalStateException(failure.getCause().getMessage());
            } finally {
                if (interrupted && ending.isDone()) {
                    Thread.currentThread().interrupt();
                }
            }
        }
    }

    /**
     * Asks a command to end, and not the shells that set it up, which would end without it.
     *
     * @param process the set-up of a {@link CommandText}
     * @return whether there was a command
     */
    public static boolean ask(Process process) {
        List<ProcessHandle> family = new ArrayList<>(process.descendants().toList());
        family.add(process.toHandle());
        Set<Long> shells = family.stream()
                .filter(member -> member.info()
                        .arguments()
                        .map(args -> String.join(" ", args).contains(CommandText.EVALUATE))
                        .orElse(false))
                .map(ProcessHandle::pid)
                .collect(Collectors.toSet());
        List<ProcessHandle> commands = family.stream()
                .filter(member -> !shells.contains(member.pid())
                        && member.parent()
                                .map(parent -> shells.contains(parent.pid()))
                                .orElse(false))
                .toList();
        commands.forEach(ProcessHandle::destroy);
        return !commands.isEmpty();
    }

    private static void end(Process process) {
        Set<ProcessHandle> family = new LinkedHashSet<>(List.of(process.toHandle()));
        try {
            halt(family);
        } catch (IOException | InterruptedException failure) {
            // What could not be halted is killed all the same.
        }
        family.forEach(ProcessHandle::destroyForcibly);
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS_TO_DIE);
            for (ProcessHandle member : family) {
                awaitEnd(member, deadline);
            }
        } catch (InterruptedException | TimeoutException late) {
            throw new IllegalStateException("Process " + process.pid() + " or one of its own lives on after SIGKILL.");
        }
    }

    private static void awaitEnd(ProcessHandle member, long deadline) throws InterruptedException, TimeoutException {
        while (member.isAlive() && !isZombie(member.pid())) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
    }

    /**
     * Whether a process has ended, and is in the table only because nobody asks how. The first process of a container often
     * never does for those that others have left behind.
     */
    private static boolean isZombie(long pid) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            // Of a process whose first thread alone has ended, that one looks the same.
            if (threads.count() > 1) {
                return false;
            }
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
        } catch (IOException | UncheckedIOException noProc) {
            return false;
        }
    }

    /** Stops a family until it has no new members: a process that is killed while it starts another leaves that one behind. */
    private static void halt(Set<ProcessHandle> family) throws IOException, InterruptedException {
        int known;
        do {
            known = family.size();
            List<String> command = new ArrayList<>(List.of("sh", "-c", "kill -STOP \"$@\"", "sh"));
            family.forEach(member -> command.add("" + member.pid()));
            new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor(SECONDS_TO_DIE, TimeUnit.SECONDS);
            for (ProcessHandle member : List.copyOf(family)) {
                addDescendants(member, family);
            }
        } while (family.size() > known);
    }

    /** A process and its descendants. */
    static Set<ProcessHandle> family(ProcessHandle process) {
        Set<ProcessHandle> family = new LinkedHashSet<>(List.of(process));
        addDescendants(process, family);
        return family;
    }

    /** {@link ProcessHandle#descendants} looks at each process of the host: too slow to end 200 commands at once. */
    private static void addDescendants(ProcessHandle process, Set<ProcessHandle> family) {
        if (!Files.exists(CHILDREN)) {
            process.descendants().forEach(family::add);
            return;
        }
        Deque<ProcessHandle> pending = new ArrayDeque<>(List.of(process));
        while (!pending.isEmpty()) {
            for (ProcessHandle child : children(pending.pop().pid())) {
                family.add(child);
                pending.add(child);
            }
        }
    }

    private static List<ProcessHandle> children(long pid) {
        List<ProcessHandle> children = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid + "/task"))) {
            for (Path thread : threads) {
                for (String child :
                        Files.readString(thread.resolve("children")).strip().split(" ")) {
                    if (!child.isEmpty()) {
                        ProcessHandle.of(Long.parseLong(child)).ifPresent(children::add);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException ended) {
            // It has no children any more.
        }
        return children;
    }
}
