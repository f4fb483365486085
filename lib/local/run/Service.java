package daggerkit.local.run;

import daggerkit.local.graph.Entity;
import java.util.List;

/**
 * A service as a chain describes it; nothing runs. Immutable.
 *
 * @param source what gives it
 * @param name the host name that the pipeline gave it, or empty
 */
public record Service(Entity.Call call, Source source, String name) implements Entity {
    /** What a host name looks like, and fits in a line of /etc/hosts. */
    public static final String NAME = "[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?";

    private static final int HASH_LENGTH = 13;

    /** What gives a service. */
    interface Source {}

    /** A container's command. */
    public record OfContainer(Container container, List<String> args) implements Source {}

    /** A server that can be reached from this host. */
    public record OfHost(String host, List<Forward> forwards) implements Source {}

    /** Another service, made reachable from this host. */
    public record Tunnel(Service upstream, List<Forward> forwards) implements Source {}

    /**
     * A port that leads to another.
     *
     * @param frontend where connections come in; 0 for a free one
     * @param backend where they go to
     */
    public record Forward(int frontend, int backend) {}

    /** The ports of its container; none if it has no container. */
    public List<ContainerConfig.Port> ports() {
        return source instanceof OfContainer
                ? ((OfContainer) source).container().settings().ports
                : List.of();
    }

    /** The ports at which other containers find it: none of a tunnel, which is for this host. */
    List<Forward> forwards() {
        if (source instanceof OfHost) {
            return ((OfHost) source).forwards();
        }
        return ports().stream()
                .map(port -> new Forward((int) port.port(), (int) port.port()))
                .toList();
    }

    /**
     * Whether one of its ports is one of another's. In a network where one of them runs, the address of the other would
     * be its own, for all of 127.0.0.0/8 is.
     */
    boolean sharesPortWith(Service other) {
        return forwards().stream()
                .anyMatch(mine -> other.forwards().stream().anyMatch(its -> its.frontend() == mine.frontend()));
    }

    /** Its name for other containers. */
    public String hostname() {
        return name.isEmpty() ? call.digest().substring(0, HASH_LENGTH) : name;
    }
}
