package daggerkit.local.host;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the commands of a session may take of the host, all together; 0 is no limit. The kernel enforces it for each
 * process, and {@link HostWatch} for all of them. Immutable.
 *
 * @param processes how many processes and threads may run
 * @param memory bytes of memory
 * @param disk bytes that the session's folder may have
 */
public record HostLimits(long processes, long memory, long disk) {
    /** Enough for builds with many threads, and few for a host. */
    public static final long PROCESSES = 4096;

    private static final int FSIZE_UNIT = 512;
    private static final int KIBI = 1024;

    /**
     * The same with what is not set taken from the host: three quarters of its memory, and half of what is free where
     * the session has its folder.
     *
     * @param folder the session's
     */
    public HostLimits orOf(Path folder) throws IOException {
        return new HostLimits(
                processes < 0 ? PROCESSES : processes,
                memory < 0 ? totalMemory() / 4 * 3 : memory,
                disk < 0 ? Files.getFileStore(folder).getUsableSpace() / 2 : disk);
    }

    private static long totalMemory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean
                ? ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getTotalMemorySize()
                : 0;
    }

    /**
     * Shell text that sets them for itself and what it starts. A shell that does not know a limit goes on without: there
     * is the watch.
     *
     * @param countsProcesses whether what would be counted are the session's processes only
     */
    String shell(boolean countsProcesses) {
        StringBuilder text = new StringBuilder("ulimit -c 0\n");
        if (countsProcesses && processes > 0) {
            text.append(quiet("ulimit -u " + processes + " || ulimit -p " + processes));
        }
        if (memory > 0) {
            text.append(quiet("ulimit -d " + Math.max(1, memory / KIBI)));
        }
        if (disk > 0) {
            text.append(quiet("ulimit -f " + Math.max(1, disk / FSIZE_UNIT)));
        }
        return text.toString();
    }

    private static String quiet(String text) {
        return "{ " + text + "; } 2>/dev/null || :\n";
    }

    /** Whether a namespace counts its own processes: since Linux 5.14, before it was all of the user's. */
    static boolean namespacesCount() {
        try {
            String[] version =
                    Files.readString(Path.of("/proc/sys/kernel/osrelease")).split("[.-]");
            int major = Integer.parseInt(version[0]);
            return major > 5 || major == 5 && Integer.parseInt(version[1]) >= 14;
        } catch (IOException | RuntimeException unknown) {
            return false;
        }
    }

    /** What a session has taken, in the words of an error; null if it is within the limits. */
    String exceeded(List<Long> taken) {
        String end = "; it was ended: let it take less, or give the session more, with local --";
        if (processes > 0 && taken.get(0) >= processes) {
            return "the session's commands have " + processes + " processes and threads, the most they may" + end
                    + "processes";
        }
        return memory > 0 && taken.get(1) > memory
                ? "the session's commands have over " + memory + " bytes of memory" + end + "memory"
                : disk > 0 && taken.get(2) > disk
                        ? "the session has over " + disk + " bytes on disk" + end + "disk"
                        : null;
    }
}
