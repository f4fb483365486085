package daggerkit.up;

import daggerkit.up.ServiceSpec.HostPath;
import daggerkit.up.ServiceSpec.HostPath.Kind;
import daggerkit.up.ServiceSpec.Mount;
import daggerkit.up.ServiceSpec.Temporary;
import daggerkit.up.ServiceSpec.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is mounted into a service. Used by one thread. */
final class MountReader {
    private static final Pattern SIZE = Pattern.compile("(?i)(\\d+(?:\\.\\d+)?)\\s*([kmgt]?)i?b?");
    private static final Set<String> MEANINGLESS = Set.of(
            "z",
            "Z",
            "U",
            "rw",
            "cached",
            "delegated",
            "consistent",
            "private",
            "rprivate",
            "shared",
            "rshared",
            "slave",
            "rslave",
            "bind",
            "rbind");

    private final Map<String, Value> volumes;
    private final String project;
    private final Problems problems;

    /**
     * Makes a reader.
     *
     * @param root the file, for its volumes
     * @param project what named volumes of this file have before their names
     * @param problems where to put what is wrong
     */
    MountReader(Value root, String project, Problems problems) {
        this.volumes = ExtraReader.named(root, "volumes", problems);
        this.project = project;
        this.problems = problems;
    }

    /** An element of {@code volumes}. */
    Mount volume(Value value) {
        if (value.isMapping()) {
            return longForm(value);
        }
        String text = value.string();
        String[] parts = text.split(":", -1);
        if (parts.length > 3 || parts.length > 1 && parts[0].isEmpty()) {
            throw value.wrong("\"" + text + "\" is not a volume: expected SOURCE:TARGET or SOURCE:TARGET:ro, as"
                    + " \"./conf:/etc/conf\".");
        }
        if (parts.length == 1) {
            return new Volume(null, target(value, text), true);
        }
        boolean readOnly = false;
        boolean isCopied = true;
        for (String option : parts.length < 3 ? new String[0] : parts[2].split(",")) {
            readOnly |= option.equals("ro");
            isCopied &= !option.equals("nocopy");
            if (!option.equals("ro") && !option.equals("nocopy") && !MEANINGLESS.contains(option)) {
                throw value.wrong("the option \"" + option + "\" of the volume \"" + text + "\" is not supported.");
            }
        }
        String target = target(value, parts[1]);
        return parts[0].matches("[./~].*")
                ? host(value, parts[0], target, readOnly, true)
                : volume(value, parts[0], target, readOnly, isCopied);
    }

    private Mount longForm(Value value) {
        Keys.check(
                value.entries(),
                "a volume",
                Set.of("bind", "read_only", "source", "target", "tmpfs", "type", "volume"),
                Set.of("consistency"),
                Map.of("image", "an image is no volume"),
                problems);
        String source = value.string("source");
        String type = value.string("type");
        if (value.get("target") == null) {
            throw value.wrong("a volume has no target: expected a path of the service.");
        }
        String target = target(value, value.string("target"));
        Value options = type == null || !type.matches("bind|tmpfs|volume") ? null : value.get(type);
        switch ("" + (type == null ? source == null || !source.matches("[./~].*") ? "volume" : "bind" : type)) {
            case "bind":
                if (source == null) {
                    throw value.wrong("a volume of the type bind has no source: expected a path of this host.");
                }
                boolean isMade = options != null && options.get("create_host_path") != null;
                return host(value, source, target, value.flag("read_only"), isMade && options.flag("create_host_path"));
            case "tmpfs":
                return new Temporary(target, options == null ? null : bytes(options.get("size")));
            case "volume":
                if (options != null && options.get("subpath") != null) {
                    throw value.wrong("subpath of a volume is not supported.");
                }
                boolean isCopied = options == null || !options.flag("nocopy");
                return source == null
                        ? new Volume(null, target, isCopied)
                        : volume(value, source, target, value.flag("read_only"), isCopied);
            default:
                throw value.wrong(
                        "the type \"" + type + "\" of a volume is not supported: expected bind, tmpfs or" + " volume.");
        }
    }

    static String target(Value value, String target) {
        if (!target.startsWith("/")) {
            throw value.wrong("\"" + target + "\" is no place for a volume: expected a path that begins with /.");
        }
        return Path.of(target).normalize().toString();
    }

    private Volume volume(Value value, String name, String target, boolean readOnly, boolean isCopied) {
        if (!volumes.containsKey(name)) {
            throw value.wrong("there is no volume \"" + name + "\": expected one of the file's volumes, or a path that"
                    + " begins with ./, / or ~/.");
        }
        Value settings = volumes.get(name);
        Keys.check(
                settings.mapping(),
                "a volume",
                Set.of("driver", "driver_opts", "external", "name"),
                Set.of("labels"),
                Map.of(),
                problems);
        String driver = settings.string("driver");
        if (settings.get("external") != null && (settings.get("external").isMapping() || settings.flag("external"))) {
            throw settings.wrong("the volume \"" + name + "\" is external: those of Docker are not an engine's. Without"
                    + " external, an engine keeps one of its own.");
        }
        if (driver != null && !driver.equals("local") || settings.get("driver_opts") != null) {
            throw settings.wrong("the volume \"" + name + "\" has a driver or its options, which an engine has not.");
        }
        if (readOnly) {
            problems.note("a named volume cannot be read-only, so \"" + name + "\" is not (line "
                    + value.at().line() + ").");
        }
        String own = settings.string("name");
        return new Volume(own == null ? project + "_" + name : own, target, isCopied);
    }

    /** A path of this host, followed through its links, since an engine does not follow the link to a file. */
    private Mount host(Value value, String written, String target, boolean readOnly, boolean isMade) {
        Path path = Project.path(value.at(), written).normalize();
        if (path.toString().matches("/|/(proc|sys|dev)(/.*)?") && !Files.isRegularFile(path) && !isSocket(path)) {
            throw value.wrong("\"" + written + "\" cannot be copied to an engine: it is this host's system itself.");
        }
        try {
            Path real = path.toRealPath();
            Kind kind = Files.isDirectory(real) ? Kind.FOLDER : isSocket(real) ? Kind.SOCKET : Kind.FILE;
            if (kind == Kind.FILE && !Files.isRegularFile(real)) {
                throw value.wrong("\"" + written + "\" is neither a file nor a folder.");
            }
            if (readOnly && kind == Kind.FILE) {
                problems.ignore(value, "ro of a single file");
            }
            return new HostPath(written, real, kind, target, readOnly);
        } catch (IOException missing) {
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                throw value.wrong("the link \"" + written + "\" leads nowhere.");
            }
            if (!isMade) {
                throw value.wrong("there is no file or folder \"" + written + "\".");
            }
            problems.note("there is no \"" + written + "\" here, so an empty folder is mounted (line "
                    + value.at().line() + ").");
            return new HostPath(written, null, null, target, readOnly);
        }
    }

    private static boolean isSocket(Path path) {
        try {
            return Files.exists(path)
                    && Files.readAttributes(path, BasicFileAttributes.class).isOther()
                    && path.getFileName().toString().endsWith(".sock");
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** An element of {@code tmpfs}: a path, or a path and options. */
    Mount temporary(Value value) {
        String[] parts = value.string().split(":", 2);
        Long bytes = null;
        for (String option : parts.length < 2 ? new String[0] : parts[1].split(",")) {
            if (option.startsWith("size=")) {
                bytes = bytes(Value.of("size", value.at(), Value.Text.of(option.substring("size=".length()))));
            }
        }
        return new Temporary(target(value, parts[0]), bytes);
    }

    private static Long bytes(Value value) {
        if (value == null) {
            return null;
        }
        Matcher matcher = SIZE.matcher(value.string().strip());
        if (!matcher.matches()) {
            throw value.wrong("\"" + value.string() + "\" is not a size: expected bytes, as 64m.");
        }
        int power = " kmgt"
                .indexOf((matcher.group(2) + " ").toLowerCase(Locale.ROOT).charAt(0));
        return (long) (Double.parseDouble(matcher.group(1)) * (1L << 10 * power));
    }

    /** All mounts of a service: of two at one place the last one, and each after those that it lies in. */
    static List<Mount> inOrder(List<Mount> mounts) {
        Map<String, Mount> byTarget = new TreeMap<>(
                Comparator.comparingInt((String path) -> Path.of(path).getNameCount())
                        .thenComparing(path -> path));
        mounts.forEach(mount -> byTarget.put(mount.target(), mount));
        return List.copyOf(byTarget.values());
    }
}
