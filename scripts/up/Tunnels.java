package daggerkit.up;

import daggerkit.Api;
import daggerkit.Leaf;
import daggerkit.QueryException;
import daggerkit.up.ServiceSpec.Port;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What makes ports of services reachable for this host. Thread-safe. */
final class Tunnels {
    private static final Limit NONE = new Limit(null);

    private final Api.Client dag;
    private final Map<ServiceSpec, Tunnel> tunnels = Collections.synchronizedMap(new LinkedHashMap<>());

    Tunnels(Api.Client dag) {
        this.dag = dag;
    }

    /** One that is open, or null, and the ports of this host, where null is any that is free. */
    private record Tunnel(Api.Service service, List<Long> hosts) {}

    /** Services that are to have tunnels, in this order. */
    void want(List<ServiceSpec> specs) {
        specs.forEach(spec -> tunnels.put(
                spec, new Tunnel(null, spec.ports().stream().map(Port::host).toList())));
    }

    boolean has(ServiceSpec spec) {
        return tunnels.containsKey(spec);
    }

    /** Makes the ports of a service reachable, at those of this host that they had before, if they had some. */
    void open(ServiceSpec spec, Api.Service service, Limit limit) {
        List<Long> hosts = tunnels.get(spec).hosts();
        List<Api.PortForward> forwards = new ArrayList<>();
        for (Port port : spec.ports()) {
            Long host = hosts.get(forwards.size());
            forwards.add(new Api.PortForward(host, port.container(), port.udp() ? Api.NetworkProtocol.UDP : null));
        }
        Api.Service tunnel = limit.fetch(
                dag, dag.host().tunnel(service, o -> o.ports(forwards)).leaf(Api.Service::start));
        tunnels.put(spec, new Tunnel(tunnel, limit.fetch(dag, ports(tunnel))));
    }

    void openAgain(ServiceSpec spec, Api.Service service) {
        open(spec, service, NONE);
    }

    private static Leaf<List<Long>> ports(Api.Service tunnel) {
        return tunnel.each(Api.Service::ports, port -> port.leaf(Api.Port::port));
    }

    /** Whether a service's tunnel is open: from 0.21 on an engine ends it with the service. */
    boolean isOpen(ServiceSpec spec) {
        Tunnel tunnel = tunnels.get(spec);
        if (tunnel.service() == null) {
            return false;
        }
        try {
            dag.fetch(ports(tunnel.service()));
            return true;
        } catch (QueryException hasEnded) {
            tunnels.put(spec, new Tunnel(null, tunnel.hosts()));
            return false;
        }
    }

    void forget(ServiceSpec spec) {
        tunnels.remove(spec);
    }

    /** A line for each port: the service's name and where this host reaches it. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        tunnels.forEach((spec, tunnel) -> {
            for (int i = 0; i < tunnel.hosts().size(); i++) {
                lines.add(spec.name() + " "
                        + Report.url(spec.ports().get(i), tunnel.hosts().get(i)));
            }
        });
        return lines;
    }

    /** Those that are open. */
    List<Api.Service> services() {
        return List.copyOf(tunnels.values()).stream()
                .map(Tunnel::service)
                .filter(service -> service != null)
                .toList();
    }
}
