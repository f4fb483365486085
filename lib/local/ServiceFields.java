package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.ContainerConfig;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.RunningService;
import daggerkit.local.run.Service;
import daggerkit.local.run.Service.Forward;
import daggerkit.local.run.ServiceForwards;
import daggerkit.local.run.Services;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Services and what makes them. */
public final class ServiceFields {
    private static final int MOST_PORT = 65535;

    private final Fields fields;
    private final ExecSession session;

    private ServiceFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
    }

    static void add(Fields all, ExecSession session) {
        ServiceFields service = new ServiceFields(all, session);
        all.<Container>now("Container", "asService", (self, args) -> of(args.call(), self, args));
        all.<Container>later("Container", "up", (self, args) -> {
            Entity.Call call = args.call().then("Service", "asService", Map.of());
            return service.up(of(call, self, args), args);
        });
        all.<Entity.Host>now("Host", "service", (self, args) -> {
            List<Forward> forwards = forwards(args, false);
            if (forwards.isEmpty()) {
                throw new FieldException("no ports specified");
            }
            return new Service(args.call(), new Service.OfHost(args.text("host"), forwards), "");
        });
        all.<Entity.Host>now("Host", "tunnel", (self, args) -> {
            Service upstream = args.object("service", Service.class);
            return tunnel(args.call(), upstream, forwards(args, true), args.flag("native"));
        });
        all.<Service>now("Service", "withHostname", (self, args) -> {
            String name = args.text("hostname");
            if (!name.matches(Service.NAME)) {
                throw new FieldException("Cannot name a service \"" + name
                        + "\": expected the name of a host, of letters, digits, \"-\" and \".\".");
            }
            return service.services().named(new Service(args.call(), self.source(), name));
        });
        all.<Service>now("Service", "hostname", (self, args) -> host(self));
        all.<Service>later("Service", "ports", (self, args) -> ContainerFields.ports(args, service.ports(self)));
        all.<Service>later("Service", "endpoint", (self, args) -> service.endpoint(self, args));
        all.<Service>later("Service", "start", (self, args) -> {
            service.services().start(self);
            return all.ids().of(self);
        });
        all.<Service>later("Service", "stop", (self, args) -> {
            service.services().slot(self).stop(args.flag("kill"));
            return all.ids().of(self);
        });
        all.<Service>later("Service", "up", (self, args) -> service.up(self, args));
        all.<Service>sync(
                "Service",
                (self, args) -> self.source() instanceof Service.OfContainer
                        ? ((Service.OfContainer) self.source())
                                .container()
                                .files()
                                .get()
                        : null);
    }

    private Services services() {
        return session.services();
    }

    private static Service of(Entity.Call call, Container container, Args args) throws FieldException {
        ContainerConfig settings = container.settings();
        List<String> command = new ArrayList<>(args.texts("args"));
        if (args.flag("expand")) {
            for (int i = 0; i < command.size(); i++) {
                command.set(i, settings.expand(command.get(i)));
            }
        }
        if (command.isEmpty() && settings.defaultArgs != null) {
            command.addAll(settings.defaultArgs);
        }
        if (args.flag("useEntrypoint") && settings.entrypoint != null) {
            command.addAll(0, settings.entrypoint);
        }
        args.accept("noInit"); // no command runs as the first process here
        if (command.isEmpty()) {
            throw new FieldException("no service command has been set");
        }
        container.requireHostPlatform(command);
        return new Service(call, new Service.OfContainer(container, command), "");
    }

    private static Service tunnel(Entity.Call call, Service upstream, List<Forward> wanted, boolean same)
            throws FieldException {
        if (!(upstream.source() instanceof Service.OfContainer)) {
            throw new FieldException("tunneling to non-Container services is not supported");
        }
        List<Forward> forwards = new ArrayList<>(wanted);
        if (same || wanted.isEmpty()) {
            for (ContainerConfig.Port port : upstream.ports()) {
                forwards.add(new Forward(same ? (int) port.port() : 0, (int) port.port()));
            }
        }
        if (forwards.isEmpty()) {
            throw new FieldException("Cannot make a tunnel to a service without ports: expected withExposedPort before"
                    + " asService, or the argument ports.");
        }
        return new Service(call, new Service.Tunnel(upstream, forwards), "");
    }

    /** The argument {@code ports}. */
    private static List<Forward> forwards(Args args, boolean chosen) throws FieldException {
        List<Forward> forwards = new ArrayList<>();
        if (args.has("ports")) {
            for (Object port : (List<?>) args.get("ports")) {
                Map<?, ?> given = (Map<?, ?>) port;
                if ("UDP".equals(given.get("protocol"))) {
                    throw Fields.notImplemented("PortForward(protocol: UDP)");
                }
                int backend = port(given.get("backend"));
                Object frontend = given.get("frontend");
                forwards.add(new Forward(frontend == null ? chosen ? 0 : backend : port(frontend), backend));
            }
        }
        return forwards;
    }

    private static int port(Object value) throws FieldException {
        long port = value instanceof Number ? ((Number) value).longValue() : -1;
        if (port < 1 || port > MOST_PORT) {
            throw new FieldException(
                    "Cannot use the port \"" + value + "\": expected a number from 1 to " + MOST_PORT + ".");
        }
        return (int) port;
    }

    private static String host(Service service) {
        return service.source() instanceof Service.Tunnel && service.name().isEmpty()
                ? "127.0.0.1"
                : service.hostname();
    }

    /** What a tunnel's ports are is known when it has been started. */
    private ServiceForwards runningTunnel(Service tunnel) throws FieldException {
        RunningService running = services().slot(tunnel).running();
        if (running == null) {
            throw new FieldException("The tunnel is not running: expected start before.");
        }
        return (ServiceForwards) running;
    }

    private List<ContainerConfig.Port> ports(Service service) throws FieldException {
        if (service.source() instanceof Service.OfContainer) {
            return service.ports();
        }
        List<Forward> forwards = service.source() instanceof Service.OfHost
                ? ((Service.OfHost) service.source()).forwards()
                : runningTunnel(service).forwards();
        return forwards.stream()
                .map(forward -> new ContainerConfig.Port(forward.frontend(), "TCP", null, false))
                .toList();
    }

    private String endpoint(Service service, Args args) throws FieldException {
        long port = args.number("port", 0);
        List<ContainerConfig.Port> ports = ports(service);
        if (port == 0) {
            if (ports.isEmpty()) {
                throw new FieldException("no ports exposed");
            }
            port = ports.get(0).port();
        }
        String scheme = args.text("scheme");
        return (scheme.isEmpty() ? "" : scheme + "://") + host(service) + ":" + port;
    }

    /** Makes a service reachable on this host for as long as the client waits. */
    private Object up(Service service, Args args) throws FieldException, InterruptedException {
        boolean random = args.flag("random");
        List<Forward> wanted = forwards(args, true);
        if (args.unread() != null) {
            throw Fields.notImplemented("up(" + args.unread() + ")"); // it would be told at the end, which may not come
        }
        Service tunnel =
                tunnel(args.call().then("Service", "tunnel", Map.of()), service, wanted, wanted.isEmpty() && !random);
        try {
            services().start(tunnel);
            for (Forward forward : runningTunnel(tunnel).forwards()) {
                System.err.println("local: the port " + forward.backend() + " of a service is 127.0.0.1:"
                        + forward.frontend() + ".");
            }
            RunningService upstream = services().slot(service).running();
            if (upstream != null) {
                upstream.await();
            }
            throw new FieldException("The service \"" + service.hostname() + "\" has ended.");
        } finally {
            services().slot(tunnel).stop(true);
        }
    }
}
