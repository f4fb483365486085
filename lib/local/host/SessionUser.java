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

    /** Chooses a number that no user, group, process or other session has. */
    static int choose() throws IOException {
        SecureRandom random = new SecureRandom();
        boolean many = isMapped(FIRST + COUNT);
        for (int tries = 0; tries < COUNT_OF_FEW; tries++) {
            int id = many ? FIRST + random.nextInt(COUNT) : FIRST_OF_FEW + random.nextInt(COUNT_OF_FEW);
            if (isMapped(id) && isFree(id)) {
                return id;
            }
        }
        throw new IOException("there is no number of a user that nobody has");
    }

    /** Whether there is such a user where we are: in a namespace there may be few. */
    private static boolean isMapped(long id) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/uid_map"))) {
            String[] words = line.strip().split("\\s+");
            long first = Long.parseLong(words[0]);
            if (id >= first && id < first + Long.parseLong(words[2])) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFree(int id) throws IOException {
        for (String file : new String[] {"/etc/passwd", "/etc/group"}) {
            if (Files.isReadable(Path.of(file))) {
                for (String line : Files.readString(Path.of(file), StandardCharsets.ISO_8859_1)
                        .split("\n")) {
                    String[] fields = line.split(":");
                    if (fields.length > 2 && fields[2].equals("" + id)) {
                        return false;
                    }
                }
            }
        }
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path ->
                            Character.isDigit(path.getFileName().toString().charAt(0)))
                    .noneMatch(path -> isOf(path, id));
        }
    }

    private static boolean isOf(Path process, int id) {
        try {
            return Files.getAttribute(process, "unix:uid").equals(id);
        } catch (IOException ended) {
            return false;
        }
    }
}
