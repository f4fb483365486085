package daggerkit.local.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Writes three asterisks for each secret in a stream, as the engine does: recording {@code secret-in-exec-scrubbed}.
 * Holds back no more than what may be the beginning of one. Used by one thread.
 */
final class Scrubber {
    private static final byte[] STARS = {'*', '*', '*'};
    private static final byte[] NOTHING = {};

    private final List<byte[]> secrets;
    private final boolean[] begins = new boolean[256];
    private byte[] held = NOTHING;

    /**
     * Begins a stream.
     *
     * @param secrets none of them empty; of several that begin alike the longest is taken
     */
    Scrubber(List<byte[]> secrets) {
        this.secrets = secrets.stream()
                .sorted(Comparator.comparing((byte[] secret) -> secret.length).reversed())
                .toList();
        secrets.forEach(secret -> begins[secret[0] & 0xff] = true);
    }

    /** Goes on with some bytes; with none at the end. */
    byte[] scrub(byte[] bytes, int length) throws IOException {
        if (secrets.isEmpty()) {
            return Arrays.copyOf(bytes, length);
        }
        byte[] all = Arrays.copyOf(held, held.length + length);
        System.arraycopy(bytes, 0, all, held.length, length);
        held = NOTHING;
        ByteArrayOutputStream out = new ByteArrayOutputStream(all.length);
        for (int at = 0; at < all.length; ) {
            int taken = begins[all[at] & 0xff] ? take(all, at, length == 0, out) : 0;
            if (taken < 0) {
                held = Arrays.copyOfRange(all, at, all.length);
                return out.toByteArray();
            }
            if (taken == 0) {
                out.write(all[at]);
            }
            at += Math.max(1, taken);
        }
        return out.toByteArray();
    }

    /** The length of the secret that stands here, 0 if there is none, -1 if that remains to be seen. */
    private int take(byte[] all, int at, boolean end, OutputStream out) throws IOException {
        for (byte[] secret : secrets) {
            int length = Math.min(secret.length, all.length - at);
            if (Arrays.equals(secret, 0, length, all, at, at + length)) {
                if (length == secret.length) {
                    out.write(STARS);
                    return length;
                } else if (!end) {
                    return -1;
                }
            }
        }
        return 0;
    }
}
