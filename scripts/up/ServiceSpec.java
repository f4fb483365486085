package daggerkit.up;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a Compose file says of a service.
 *
 * @param name its name, which is its host name too
 * @param image the address of its image, or null if it is built
 * @param build what it is built from, or null
 * @param platform its platform, or null for the engine's own
 * @param entrypoint what replaces the image's entrypoint, or null
 * @param command what replaces the image's command, or null
 * @param environment its variables
 * @param ports what this host is to reach
 * @param exposed its other ports
 * @param dependsOn the services that are to be up before
 * @param volumes what is mounted
 * @param workdir its work folder, or null for the image's
 * @param user its user, or null for the image's
 * @param restart whether it is started again when it ends
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
        List<Long> exposed,
        List<String> dependsOn,
        List<Volume> volumes,
        String workdir,
        String user,
        boolean restart) {
    /** A folder, from the file's folder on, a Dockerfile in it or null, a stage or null, and values for ARGs. */
    record Build(String folder, String dockerfile, String target, Map<String, String> args) {}

    /** A value of the environment; a private one came from the environment of this process, and may be a password. */
    record Setting(String value, boolean isPrivate) {}

    /** A port of the service and the one of this host that leads to it: null for any that is free. */
    record Port(Long host, long container, boolean udp) {}

    /** A named volume, or a file or folder of this host if {@code path} is set, and where it is mounted. */
    record Volume(String name, Path path, String target) {}
}
