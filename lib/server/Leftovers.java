package daggerkit.server;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a process that was killed could not delete, for the next one to do. Names tell whose a file is: a process's
 * number is given again, so they have its start too, and another container's processes cannot be seen from here, so they
 * have where it ran.
 */
public final class Leftovers {
    private static final Pattern MARK = Pattern.compile("([0-9a-f]{1,8})-(\\d{1,10})-(\\d{1,19})");

    /** Of {@code /proc/PID/stat}, counted from behind the name in parentheses: when it started, in ticks since boot. */
    private static final int START_FIELD = 20;

    private Leftovers() {}

    /**
     * Marks what is this process's.
     *
     * @return letters, digits and dashes, to be a part of a name
     */
    public static String mark() {
        return place() + "-" + ProcessHandle.current().pid() + "-" + start(ProcessHandle.current());
    }

    /**
     * Finds what is left of processes that live no more: of this user and this host, and no links.
     *
     * @param folder where they are
     * @param before what their names begin with, up to the mark
     * @return their paths; none if the folder cannot be read
     */
    public static List<Path> in(Path folder, String before) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(
                folder, file -> file.getFileName().toString().startsWith(before))) {
            Object user =
                    Files.exists(Path.of("/proc/self")) ? Files.getAttribute(Path.of("/proc/self"), "unix:uid") : null;
            for (Path file : files) {
                Matcher mark = MARK.matcher(file.getFileName().toString().substring(before.length()));
                boolean ours = user != null
                        && !Files.isSymbolicLink(file)
                        && user.equals(Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
                if (ours && mark.lookingAt() && mark.group(1).equals(place()) && isDead(mark)) {
                    found.add(file);
                }
            }
        } catch (IOException | RuntimeException unreadable) {
            // Then they stay: it is not what this process was started for.
        }
        return found;
    }

    private static boolean isDead(Matcher mark) {
        return ProcessHandle.of(Long.parseLong(mark.group(2)))
                .map(process -> !process.isAlive() || !mark.group(3).equals("" + start(process)))
                .orElse(true);
    }

    private static long start(ProcessHandle process) {
        try {
            String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
            return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[START_FIELD - 1]);
        } catch (IOException | RuntimeException noProc) {
            return process.info()
                    .startInstant()
                    .map(time -> time.toEpochMilli())
                    .orElse(0L);
        }
    }

    /** Where the numbers of processes are what they are here. */
    private static String place() {
        try {
            return Integer.toHexString((Files.readString(Path.of("/proc/sys/kernel/hostname"))
                            + Files.readSymbolicLink(Path.of("/proc/self/ns/pid")))
                    .hashCode());
        } catch (IOException | RuntimeException noProc) {
            return "0";
        }
    }
}
