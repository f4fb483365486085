package daggerkit.local.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.stream.Stream;

/**
 * The user that the commands of a session run as where we are root: one of the session's own. The host's {@code nobody}
 * is also other programs' user, and these could look into the session, and its commands into them.
 */
final class SessionUser {
    /** Above what systemd and the tools of containers give away, below what is negative for some programs. */
    private static final int FIRST = 1_900_000_000;

    private static final int COUNT = 200_000_000;

    /** Where a container of its own has the numbers of 16 bits only: what systemd takes for users of a service. */
    private static final int FIRST_OF_FEW = 61_184;

    private static final int COUNT_OF_FEW = 4_000;

    private SessionUser() {}

    /**
     * Chooses numbers that no user, group, process or other session has.
     *
     * @param size how many, each one more than the one before
     * @return the first
     * @throws IOException if there are none, as where we have few numbers ourselves
     */
    static int choose(int size) throws IOException {
        SecureRandom random = new SecureRandom();
        boolean many = isMapped(FIRST, COUNT);
        for (int tries = 0; tries < COUNT_OF_FEW; tries++) {
            int id = many ? FIRST + random.nextInt(COUNT) : FIRST_OF_FEW + random.nextInt(COUNT_OF_FEW);
            if (isMapped(id, size) && isFree(id, size)) {
                return id;
            }
        }
        throw new IOException("there is no number of a user that nobody has");
    }

    /** Whether there are such users where we are: in a namespace there may be few. */
    private static boolean isMapped(long id, int size) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/uid_map"))) {
            String[] words = line.strip().split("\\s+");
            long first = Long.parseLong(words[0]);
            if (id >= first && id + size <= first + Long.parseLong(words[2])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFree(int id, int size) throws IOException {
        for (String file : new String[] {"/etc/passwd", "/etc/group"}) {
            if (Files.isReadable(Path.of(file))) {
                for (String line : Files.readString(Path.of(file), StandardCharsets.ISO_8859_1)
                        .split("\n")) {
                    String[] fields = line.split(":");
                    if (fields.length > 2
                            && fields[2].matches("[0-9]{1,10}")
                            && isIn(Long.parseLong(fields[2]), id, size)) {
                        return false;
                    }
                }
            }
        }
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path ->
                            Character.isDigit(path.getFileName().toString().charAt(0)))
                    .noneMatch(path -> isOf(path, id, size));
        }
    }

    private static boolean isOf(Path process, int id, int size) {
        try {
            return isIn((int) Files.getAttribute(process, "unix:uid"), id, size);
        } catch (IOException ended) {
            return false;
        }
    }

    private static boolean isIn(long id, int first, int size) {
        return id >= first && id < (long) first + size;
    }
}
