package daggerkit.up;

import daggerkit.up.ServiceSpec.Build;
import daggerkit.up.ServiceSpec.Extra;
import daggerkit.up.ServiceSpec.HostPath;
import daggerkit.up.ServiceSpec.Mount;
import daggerkit.up.ServiceSpec.Port;
import daggerkit.up.ServiceSpec.Temporary;
import daggerkit.up.ServiceSpec.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What would be started, as text. Thread-safe: it has no state. */
public final class DryRun {
    private DryRun() {}

    /**
     * Describes the services of a file.
     *
     * @param file the file
     * @return the lines: each service after those that it depends on; no value that may be a password is in them
     */
    public static List<String> lines(ComposeFile file) {
        List<String> lines = new ArrayList<>();
        for (ServiceSpec spec : file.inOrder()) {
            lines.add(spec.name() + ": " + (spec.image() == null ? build(spec.build()) : "image " + spec.image())
                    + (spec.platform() == null ? "" : " for " + spec.platform()));
            spec.dependsOn()
                    .forEach(one -> lines.add("  after " + one.name() + (one.isDone() ? ", when it is done" : "")));
            add(lines, "entrypoint", spec.entrypoint());
            add(lines, "command", spec.command());
            spec.environment()
                    .forEach((name, setting) -> lines.add("  environment " + name
                            + (setting.isPrivate() ? " (secret)" : "=" + oneLine(setting.value()))));
            spec.ports()
                    .forEach(port -> lines.add("  port " + port(port) + " at "
                            + (port.host() == null ? "any free port" : "" + port.host()) + " of this host"));
            spec.exposed().forEach(port -> lines.add("  port " + port(port) + " for other services"));
            spec.mounts().forEach(mount -> lines.add("  " + mount(mount)));
            if (spec.health() != null) {
                lines.add("  healthcheck "
                        + (spec.health().isOff() ? "off" : words(spec.health().command())));
            }
            add(lines, "working_dir", spec.workdir());
            add(lines, "user", spec.user());
            if (spec.restart().afterFailure()) {
                lines.add("  restart " + (spec.restart().afterSuccess() ? "always" : "on-failure"));
            }
            if (spec.privileged()) {
                lines.add("  privileged");
            }
        }
        return lines;
    }

    private static void add(List<String> lines, String what, Object value) {
        if (value != null) {
            lines.add("  " + what + " " + (value instanceof List ? words((List<?>) value) : value));
        }
    }

    private static String words(List<?> words) {
        return String.join(" ", words.stream().map(word -> quoted("" + word)).toList());
    }

    private static String quoted(String word) {
        String line = oneLine(word);
        return line.matches("[\\w@%+=:,./-]+") ? line : "'" + line.replace("'", "'\\''") + "'";
    }

    private static String oneLine(String text) {
        return text.replace("\n", "\\n");
    }

    private static String build(Build build) {
        return "build " + build.folder() + " ("
                + (build.text() == null ? build.dockerfile() : "a Dockerfile of its own")
                + (build.target() == null ? "" : ", target " + build.target()) + ")";
    }

    private static String port(Port port) {
        return port.container() + (port.udp() ? "/udp" : "");
    }

    private static String mount(Mount mount) {
        String at = " at " + mount.target();
        if (mount instanceof Volume) {
            Volume volume = (Volume) mount;
            return (volume.key() == null ? "volume of its own" : "volume " + volume.key()) + at;
        }
        if (mount instanceof HostPath) {
            HostPath path = (HostPath) mount;
            String kind = path.kind() == null ? "empty folder for" : ("" + path.kind()).toLowerCase(Locale.ROOT);
            return kind + " " + path.written() + at + (path.readOnly() ? ", read-only" : "");
        }
        if (mount instanceof Temporary) {
            return "memory" + at;
        }
        Extra extra = (Extra) mount;
        return (extra.isSecret() ? "secret " : "config ") + extra.name() + at;
    }
}
