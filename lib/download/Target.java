package daggerkit.download;

import java.util.Map;

/**
 * A kind of machine that there is a {@code dagger} command for. Immutable and thread-safe.
 *
 * @param os {@code linux}, {@code darwin} or {@code windows}, as in the names of the archives
 * @param arch {@code amd64}, {@code arm64} or {@code armv7}
 */
public record Target(String os, String arch) {
    private static final Map<String, String> ARCHITECTURES =
            Map.of("amd64", "amd64", "x86_64", "amd64", "aarch64", "arm64", "arm64", "arm64", "arm", "armv7");

    /**
     * The kind of a machine that a JVM runs on.
     *
     * @param system its property {@code os.name}
     * @param processor its property {@code os.arch}
     * @return the target
     * @throws DownloadException if there is no CLI for it
     */
    public static Target of(String system, String processor) throws DownloadException {
        String os = system.startsWith("Windows")
                ? "windows"
                : system.equals("Mac OS X") ? "darwin" : system.equals("Linux") ? "linux" : null;
        String arch = ARCHITECTURES.get(processor);
        if (os == null || arch == null) {
            throw new DownloadException("There is no dagger command to fetch for \"" + system + "\" on \"" + processor
                    + "\": expected Linux, macOS or Windows on amd64 or arm64, or Linux on arm; build it, and put it on"
                    + " PATH.");
        }
        return new Target(os, arch);
    }

    /**
     * The machine that this JVM runs on.
     *
     * @return the target
     * @throws DownloadException if there is no CLI for it
     */
    public static Target here() throws DownloadException {
        return of(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    boolean isWindows() {
        return os.equals("windows");
    }

    /** The name of the archive; it has a v before the version, unlike the folder that it is in. */
    String archive(String version) {
        return "dagger_v" + version + "_" + os + "_" + arch + (isWindows() ? ".zip" : ".tar.gz");
    }

    /** The end of a program's name. */
    String suffix() {
        return isWindows() ? ".exe" : "";
    }
}
