package daggerkit.local.graph;

import java.util.List;

/** Names of platforms as the engine reads them: recording {@code platform-bad}. */
public final class Platforms {
    private static final String PART = "[A-Za-z0-9_.-]+";
    private static final String INVALID = ": invalid argument";

    private static final List<String> SYSTEMS = List.of(
            "aix",
            "android",
            "darwin",
            "dragonfly",
            "freebsd",
            "hurd",
            "illumos",
            "ios",
            "js",
            "linux",
            "nacl",
            "netbsd",
            "openbsd",
            "plan9",
            "solaris",
            "windows",
            "zos");

    private static final List<String> ARCHITECTURES = List.of(
            "386",
            "amd64",
            "amd64p32",
            "arm",
            "armbe",
            "arm64",
            "arm64be",
            "loong64",
            "mips",
            "mipsle",
            "mips64",
            "mips64le",
            "mips64p32",
            "mips64p32le",
            "ppc",
            "ppc64",
            "ppc64le",
            "riscv",
            "riscv64",
            "s390",
            "s390x",
            "sparc",
            "sparc64",
            "wasm");

    private Platforms() {}

    /** What is wrong with a name, or null. */
    static String wrong(String name) {
        String[] parts = name.split("/", -1);
        if (name.contains("*")) {
            return "\"" + name + "\": wildcards not yet supported" + INVALID;
        }
        for (String part : parts) {
            if (!part.matches(PART)) {
                return "\"" + part + "\" is an invalid component of \"" + name
                        + "\": platform specifier component must match \"^[A-Za-z0-9_.-]+$\"" + INVALID;
            }
        }
        if (parts.length > 3) {
            return "\"" + name + "\": cannot parse platform specifier" + INVALID;
        }
        boolean known = parts.length > 1
                || SYSTEMS.contains(system(parts[0]))
                || ARCHITECTURES.contains(architecture(parts[0]));
        return known ? null : "\"" + name + "\": unknown operating system or architecture" + INVALID;
    }

    /**
     * A name in full and in its usual form: {@code x86_64} is {@code linux/amd64}.
     *
     * @param name one that nothing is wrong with
     * @param host this host's platform, for the part that is not named
     */
    public static String full(String name, String host) {
        String[] parts = name.split("/");
        if (parts.length == 1) {
            boolean system = SYSTEMS.contains(system(name));
            return system
                    ? system(name) + host.substring(host.indexOf('/'))
                    : host.substring(0, host.indexOf('/')) + "/" + architecture(name);
        }
        String full = system(parts[0]) + "/" + architecture(parts[1]);
        boolean usual = full.endsWith("/arm64") && parts.length > 2 && parts[2].matches("v?8");
        return parts.length == 2 || usual ? full : full + "/" + parts[2].toLowerCase(java.util.Locale.ROOT);
    }

    private static String system(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        return lower.equals("macos") ? "darwin" : lower;
    }

    private static String architecture(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        return switch (lower) {
            case "x86_64", "x86-64" -> "amd64";
            case "aarch64" -> "arm64";
            case "i386" -> "386";
            case "armhf", "armel" -> "arm";
            default -> lower;
        };
    }
}
