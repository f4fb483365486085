package daggerkit.up;

import daggerkit.up.ServiceSpec.Port;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ports of a service, in the short form and in the long one. Thread-safe if its problems are. */
final class PortReader {
    private static final Pattern RANGE = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");
    private static final long MOST_PORT = 65_535;

    private final Problems problems;

    PortReader(Problems problems) {
        this.problems = problems;
    }

    /** Ports that this host is to reach: one for each of a range. */
    List<Port> published(Value value) {
        if (value.isMapping()) {
            Keys.check(
                    value.entries(),
                    "a port",
                    Set.of("host_ip", "protocol", "published", "target"),
                    Set.of("app_protocol", "mode", "name"),
                    Map.of(),
                    problems);
            if (value.get("target") == null) {
                throw value.wrong("a port has no target: expected the number of a port of the service.");
            }
            return ports(
                    value,
                    value.string("host_ip"),
                    value.string("published"),
                    value.string("target"),
                    value.string("protocol"));
        }
        String text = value.string();
        String[] halves = text.split("/", 2);
        int colon = halves[0].lastIndexOf(':');
        String left = colon < 0 ? "" : halves[0].substring(0, colon);
        String target = halves[0].substring(colon + 1);
        int between = left.lastIndexOf(':');
        String address = between < 0 ? null : left.substring(0, between);
        String published = left.substring(between + 1);
        if (!target.matches("\\d+(-\\d+)?")
                || !published.matches("(\\d+(-\\d+)?)?")
                || colon == 0
                || address != null && !address.matches("\\[?[0-9a-fA-F:.]+\\]?")) {
            throw value.wrong("\"" + text + "\" is not a port: expected HOST:CONTAINER or CONTAINER, as \"8080:80\","
                    + " \"127.0.0.1:8080:80\" or \"53/udp\".");
        }
        return ports(value, address, published, target, halves.length < 2 ? null : halves[1]);
    }

    private List<Port> ports(Value value, String address, String published, String target, String protocol) {
        if (protocol != null && !protocol.matches("tcp|udp")) {
            throw value.wrong("the protocol \"" + protocol + "\" is not supported: expected tcp or udp.");
        }
        List<Long> containers = range(value, target);
        List<Long> hosts = published == null || published.isEmpty() ? List.of() : range(value, published);
        if (!hosts.isEmpty() && hosts.size() != containers.size()) {
            throw value.wrong("the ports \"" + published + "\" of this host are " + hosts.size() + " and \"" + target
                    + "\" of the service " + containers.size() + ": expected as many.");
        }
        if (address != null && !address.matches("0\\.0\\.0\\.0|\\[?::\\]?")) {
            problems.note("an engine's tunnel listens on all addresses of this host, not on " + address
                    + " alone (line " + value.at().line() + ").");
        }
        List<Port> ports = new ArrayList<>();
        for (int i = 0; i < containers.size(); i++) {
            ports.add(new Port(hosts.isEmpty() ? null : hosts.get(i), containers.get(i), "udp".equals(protocol)));
        }
        return ports;
    }

    /** Ports that the other services reach. */
    List<Port> exposed(Value value) {
        String[] parts = value.string().split("/", 2);
        if (parts.length == 2 && !parts[1].matches("tcp|udp")) {
            throw value.wrong("the protocol \"" + parts[1] + "\" is not supported: expected tcp or udp.");
        }
        return range(value, parts[0]).stream()
                .map(port -> new Port(null, port, parts.length == 2 && parts[1].equals("udp")))
                .toList();
    }

    private static List<Long> range(Value value, String text) {
        Matcher matcher = RANGE.matcher(text);
        long first = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        long last = first == 0 || matcher.group(2) == null ? first : Long.parseLong(matcher.group(2));
        if (first < 1 || last < first || last > MOST_PORT) {
            throw value.wrong("\"" + text + "\" is not a port: expected a number from 1 to " + MOST_PORT
                    + ", or a range of some.");
        }
        List<Long> ports = new ArrayList<>();
        for (long port = first; port <= last; port++) {
            ports.add(port);
        }
        return ports;
    }
}
