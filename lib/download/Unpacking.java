package daggerkit.download;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/**
 * Takes one regular file out of an archive. Nothing else of it gets to the disk: no other name, no folder, no link.
 *
 * <p>The JDK reads no tar. Of its forms only the head of each entry matters here, so this is all that is needed of one.
 */
final class Unpacking {
    private static final int BLOCK = 512;
    /** A program; an archive with more in it is none of ours. */
    private static final long MOST = 1L << 30;

    private Unpacking() {}

    /**
     * Looks for a file in the archive's uppermost folder.
     *
     * @return false if it is not there
     * @throws IOException if the archive is damaged, or the file cannot be written
     */
    static boolean zip(InputStream archive, String name, OutputStream to) throws IOException {
        ZipInputStream zip = new ZipInputStream(archive);
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (isWanted(entry.getName(), name) && !entry.isDirectory()) {
                copy(zip, to, Long.MAX_VALUE);
                return true;
            }
        }
        return false;
    }

    /** The same for a {@code .tar.gz}. */
    static boolean tar(InputStream archive, String name, OutputStream to) throws IOException {
        InputStream tar = new GZIPInputStream(archive, 1 << 16);
        byte[] head = new byte[BLOCK];
        while (true) {
            int count = tar.readNBytes(head, 0, BLOCK);
            if (count == 0 || count == BLOCK && head[0] == 0) {
                return false; // the end, which is blocks of zeros
            }
            if (count < BLOCK || number(head, 148, 8) != sum(head)) {
                throw new ZipException("it is no tar archive");
            }
            long size = number(head, 124, 12);
            byte type = head[156];
            boolean regular = type == '0' || type == 0;
            // Some write a path in two parts. One whose second part is the name is not in the uppermost folder.
            boolean split = text(head, 257, 6).equals("ustar") && head[345] != 0;
            if (regular && !split && isWanted(text(head, 0, 100), name)) {
                if (copy(tar, to, size) < size) {
                    throw new EOFException("it ends too early");
                }
                return true;
            }
            tar.skipNBytes((size + BLOCK - 1) / BLOCK * BLOCK);
        }
    }

    private static boolean isWanted(String path, String name) {
        return path.equals(name) || path.equals("./" + name);
    }

    private static long copy(InputStream from, OutputStream to, long size) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long done = 0;
        while (done < size) {
            int count = from.read(buffer, 0, (int) Math.min(buffer.length, size - done));
            if (count < 0) {
                break;
            }
            done += count;
            if (done > MOST) {
                throw new ZipException("it has more than " + (MOST >> 20) + " MB in one file");
            }
            to.write(buffer, 0, count);
        }
        return done;
    }

    private static String text(byte[] head, int from, int length) {
        int end = from;
        while (end < from + length && head[end] != 0) {
            end++;
        }
        return new String(head, from, end - from, StandardCharsets.ISO_8859_1);
    }

    /** An octal number in ASCII. Larger ones than 8 GB are written otherwise, and are an error here. */
    private static long number(byte[] head, int from, int length) throws IOException {
        String digits = text(head, from, length).strip();
        if (!digits.matches("[0-7]{1,12}")) {
            throw new ZipException("it is no tar archive");
        }
        return Long.parseLong(digits, 8);
    }

    /** The sum of the head's bytes, those of the sum itself taken for spaces. */
    private static long sum(byte[] head) {
        long sum = 0;
        for (int i = 0; i < BLOCK; i++) {
            sum += i >= 148 && i < 156 ? ' ' : head[i] & 0xff;
        }
        return sum;
    }
}
