package daggerkit.up;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a Compose file says of a service.
 *
 * @param name its name, which is its host name too
 * @param image the address of its image, or null if it is built
 * @param build what it is built from, or null
 * @param platform its platform, or null for the engine's own
 * @param entrypoint what replaces the image's entrypoint, empty for none, or null
 * @param command what replaces the image's command, or null
 * @param environment its variables
 * @param ports what this host is to reach
 * @param exposed its other ports
 * @param dependsOn the services that are to be up before
 * @param aliases its other names, for those that depend on it
 * @param mounts what is mounted, the outer ones before the inner ones
 * @param workdir its work folder, or null for the image's
 * @param user its user, or null for the image's
 * @param restart when it is started again
 * @param health how it is known that it can be used, or null for its ports
 * @param privileged whether it has all capabilities
 * @param grace how long it may take to end when it is asked to
 */
record ServiceSpec(
        String name,
        String image,
        Build build,
        String platform,
        List<String> entrypoint,
        List<String> command,
        Map<String, Setting> environment,
        List<Port> ports,
        List<Port> exposed,
        List<Dependency> dependsOn,
        List<String> aliases,
        List<Mount> mounts,
        String workdir,
        String user,
        Restart restart,
        Health health,
        boolean privileged,
        Duration grace) {
    /** As long as Docker gives a container to end. */
    static final Duration GRACE = Duration.ofSeconds(10);

    /**
     * What an image is built from.
     *
     * @param folder the folder, as the user gave it
     * @param context the folder, absolute
     * @param dockerfile the Dockerfile from the folder on, or null if its text is given
     * @param text the text of a Dockerfile that is not in the folder, or null
     * @param target a stage, or null
     * @param args values for ARGs
     * @param secrets plaintexts by ID
     */
    record Build(
            String folder,
            Path context,
            String dockerfile,
            String text,
            String target,
            Map<String, String> args,
            Map<String, String> secrets) {}

    /** A value of the environment; a private one came from outside of the file, and may be a password. */
    record Setting(String value, boolean isPrivate) {}

    /** A port of the service and the one of this host that leads to it: null for any that is free. */
    record Port(Long host, long container, boolean udp) {}

    /** A service that is to be up before, or to have done its work, and the names that it has here beside its own. */
    record Dependency(String name, boolean isDone, List<String> aliases) {}

    /** When it is started again: after a failure, or after success too; at most so often, 0 for no limit. */
    record Restart(boolean afterFailure, boolean afterSuccess, int most) {
        static final Restart NEVER = new Restart(false, false, 0);

        boolean after(int exitCode, int restarts) {
            return (exitCode == 0 ? afterSuccess : afterFailure) && (most == 0 || restarts < most);
        }
    }

    /** A command that tells whether the service can be used; durations as the engine reads them, null for its own. */
    record Health(
            List<String> command,
            boolean isShell,
            String interval,
            String timeout,
            String startPeriod,
            String startInterval,
            Long retries) {
        /** The image's own check is not to be used either. */
        boolean isOff() {
            return command.isEmpty();
        }
    }

    /** Something at a path of the service. */
    interface Mount {
        String target();
    }

    /** A volume that is kept, under its key for the engine; null for one that lives as long as the service. */
    record Volume(String key, String target, boolean isCopied) implements Mount {}

    /** A file, folder or socket of this host, whose links have been followed; null if there is none yet. */
    record HostPath(String written, Path path, Kind kind, String target, boolean readOnly) implements Mount {
        enum Kind {
            FILE,
            FOLDER,
            SOCKET
        }
    }

    /** A folder in memory; null for a size without a limit. */
    record Temporary(String target, Long bytes) implements Mount {}

    /** A file of this host, or else a text, that no output shows if it is a secret. */
    record Extra(String name, Path file, String text, boolean isSecret, String target, String owner, Integer mode)
            implements Mount {}

    /** The services that are started before. */
    List<String> before() {
        return dependsOn.stream().map(Dependency::name).toList();
    }
}
