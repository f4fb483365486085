package daggerkit.download;

import daggerkit.console.StatusLine;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.ZipException;

/**
 * Brings the {@code dagger} command of one version along: from a private cache, where it is put by the first run. Its
 * archive is fetched into a temporary file, compared with the published SHA-256, and only then unpacked; the program gets
 * to its place in one step. Of several first runs at once one fetches, and the others wait for it. Used by one thread.
 */
public final class CliDownload {
    /** The version that the alias {@code dagger} fetches unless told otherwise. */
    public static final String DEFAULT_VERSION = "0.21.8";

    /** Where Dagger publishes its releases. */
    public static final String OFFICIAL = "https://dl.dagger.io/dagger/releases";

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long NOTE_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int MEGABYTE = 1_000_000;

    private final String version;
    private final URI from;
    private final Target target;
    private final Map<String, String> environment;
    private final PrivateFolder folder;
    private final Path program;
    private Duration patience = PATIENCE;

    private CliDownload(String version, URI from, Target target, Map<String, String> environment)
            throws DownloadException {
        this.version = version;
        this.from = from;
        this.target = target;
        this.environment = environment;
        folder = PrivateFolder.of(target, environment);
        program = folder.file("dagger-" + version + target.suffix());
    }

    /**
     * Says what is to be fetched; nothing is done yet.
     *
     * @param version such as {@code 0.21.8}
     * @param from the address of a mirror, below which there are VERSION/checksums.txt and VERSION/ARCHIVE; null for
     *     {@link #OFFICIAL}
     * @param target the machine that it is for
     * @param environment the variables, of which XDG_CACHE_HOME, HOME and LOCALAPPDATA say where the cache is, and
     *     HTTPS_PROXY and its like which proxy is used
     * @return the download
     * @throws DownloadException if the version or the address cannot be one, or no variable says where the cache is
     */
    public static CliDownload of(String version, String from, Target target, Map<String, String> environment)
            throws DownloadException {
        String number = version.startsWith("v") ? version.substring(1) : version;
        if (!number.matches("\\d{1,9}\\.\\d{1,9}\\.\\d{1,9}(-[0-9A-Za-z.-]{1,50})?")) {
            throw new DownloadException("Cannot fetch the dagger command of version \""
                    + DownloadException.shown(version) + "\": expected one such as " + DEFAULT_VERSION + ".");
        }
        return new CliDownload(number, address(from == null ? OFFICIAL : from), target, environment);
    }

    private static URI address(String text) throws DownloadException {
        try {
            URI uri = URI.create(text.replaceFirst("/+$", ""));
            if (("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                    && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException wrong) {
            // As any other text that is no address.
        }
        throw new DownloadException("Cannot fetch the dagger command from \"" + DownloadException.shown(text)
                + "\": expected an address such as " + OFFICIAL + ".");
    }

    /**
     * Sets how long nothing may come before the download fails.
     *
     * @param longest the longest time, 60 seconds unless given
     * @return this download
     */
    public CliDownload patience(Duration longest) {
        patience = longest;
        return this;
    }

    /**
     * Gives the program, and fetches it first if it is not there.
     *
     * @param notes is told that something is fetched, and how far it is: in a terminal by the live line, else by a line
     *     every few seconds
     * @return its path
     * @throws DownloadException if it cannot be fetched; nothing is left then
     * @throws InterruptedException if this thread is interrupted meanwhile
     */
    public Path get(PrintStream notes) throws DownloadException, InterruptedException {
        if (folder.has(program)) {
            return program;
        }
        folder.make();
        StatusLine line = StatusLine.beginAlone("fetching " + version);
        boolean[] waited = new boolean[1];
        try (PrivateFolder.Turn turn = folder.turn(() -> {
            if (!waited[0]) {
                waited[0] = true;
                note(line, notes, "Waiting for another run, which fetches dagger already ...");
            }
        })) {
            if (!folder.has(program)) {
                note(
                        line,
                        notes,
                        "Fetching dagger " + version + " (once), from " + DownloadException.shown(from.toString())
                                + " ...");
                fetch(new Web(from, environment, patience), progress(line, notes));
            }
            return program;
        } catch (IOException failure) {
            throw folder.unwritable(failure);
        } finally {
            line.close();
        }
    }

    private void note(StatusLine line, PrintStream notes, String text) {
        line.end(); // so that it does not stand before the text
        notes.println(text);
        line.start("fetching " + version);
    }

    private Web.Progress progress(StatusLine line, PrintStream notes) {
        long[] next = {System.nanoTime() + NOTE_NANOS};
        return (count, length) -> {
            String far = version + ", " + count / MEGABYTE + (length < 0 ? "" : " of " + length / MEGABYTE) + " MB";
            line.say("fetching " + far);
            if (System.nanoTime() >= next[0]) {
                next[0] += NOTE_NANOS;
                if (!line.isLive()) {
                    notes.println("Fetching dagger " + far + " ...");
                }
            }
        };
    }

    private void fetch(Web web, Web.Progress progress) throws DownloadException, InterruptedException, IOException {
        String name = target.archive(version);
        String expected = checksum(web, name, progress);
        URI address = URI.create(from + "/" + version + "/" + name);
        Path archive = folder.temporary();
        Path fresh = folder.temporary();
        try {
            MessageDigest digest = sha256();
            try (OutputStream to = new DigestOutputStream(Files.newOutputStream(archive), digest)) {
                check(address, web.get(address, to, progress));
            }
            String found = HexFormat.of().formatHex(digest.digest());
            if (!found.equalsIgnoreCase(expected)) {
                throw new DownloadException("What \"" + DownloadException.shown(address.toString())
                        + "\" gives is not what was published: its SHA-256 is \"" + found + "\", expected \"" + expected
                        + "\"; it is damaged or another file; run this again, or name another mirror.");
            }
            unpack(archive, fresh, address);
            if (!fresh.toFile().setExecutable(true, true)) {
                throw new IOException("a file cannot be made executable");
            }
            Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (Web.DiskException full) {
            throw folder.unwritable((IOException) full.getCause());
        } finally {
            Files.deleteIfExists(archive);
            Files.deleteIfExists(fresh);
        }
    }

    /** The SHA-256 that is published for an archive. */
    private String checksum(Web web, String archive, Web.Progress progress)
            throws DownloadException, InterruptedException {
        URI address = URI.create(from + "/" + version + "/checksums.txt");
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            check(address, web.get(address, text, progress));
        } catch (Web.DiskException none) {
            throw new IllegalStateException(none);
        }
        for (String line : text.toString(StandardCharsets.UTF_8).split("\n")) {
            String[] words = line.strip().split(" [ *]", 2);
            if (words.length == 2 && words[1].equals(archive) && words[0].matches("[0-9A-Fa-f]{64}")) {
                return words[0];
            }
        }
        throw new DownloadException("There is no dagger " + version + " for this machine: \""
                + DownloadException.shown(address.toString()) + "\" does not name \"" + archive
                + "\"; choose another version, or name another mirror.");
    }

    private void check(URI address, int status) throws DownloadException {
        if (status == Web.OK) {
            return;
        }
        // The releases are kept where a file that is not there is forbidden.
        boolean missing = status == 403 || status == 404;
        throw new DownloadException(
                "Cannot fetch dagger " + version + ": \"" + DownloadException.shown(address.toString())
                        + "\" answered " + status + ", expected 200; "
                        + (missing
                                ? "is there such a version? https://github.com/dagger/dagger/releases names them all."
                                : "run this again later, or name a mirror."));
    }

    private void unpack(Path archive, Path to, URI address) throws DownloadException, IOException {
        String name = "dagger" + target.suffix();
        boolean found;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(archive));
                OutputStream out = Files.newOutputStream(to)) {
            found = target.isWindows() ? Unpacking.zip(in, name, out) : Unpacking.tar(in, name, out);
        } catch (ZipException | EOFException damaged) {
            throw new DownloadException(
                    "Cannot unpack \"" + DownloadException.shown(address.toString()) + "\": " + damaged.getMessage()
                            + "; name another mirror.",
                    damaged);
        }
        if (!found) {
            throw new DownloadException("\"" + DownloadException.shown(address.toString()) + "\" has no file \"" + name
                    + "\" in it; choose another version, or name another mirror.");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing); // every Java has it
        }
    }
}
