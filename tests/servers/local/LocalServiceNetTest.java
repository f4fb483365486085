package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Services of the stand-in, this host, and each other. */
class LocalServiceNetTest {
    private static final int PORT = 28070;

    private static LocalSession session;
    private static Api.Client dag;

    @BeforeAll
    static void start() {
        session = LocalSession.start();
        Perl.assume(session);
        dag = session.connect();
    }

    @AfterAll
    static void stop() {
        if (dag != null) {
            dag.close();
        }
        session.close();
    }

    private static Api.Container container() {
        return dag.container().from("alpine");
    }

    private static Api.PortForward forward(int frontend, int backend) {
        return new Api.PortForward((long) frontend, (long) backend, Api.NetworkProtocol.TCP);
    }

    private static String read(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String message(Runnable failing) {
        return assertThrows(QueryException.class, failing::run).getMessage();
    }

    @Test
    void a_tunnel_makes_ports_reachable_on_this_host_until_it_is_stopped() throws IOException {
        Api.Service service = Perl.server(dag, PORT, "through").asService();
        Api.Service tunnel = dag.host().tunnel(service);
        assertTrue(message(tunnel::endpoint).contains("not running"));
        tunnel.start();
        String endpoint = tunnel.endpoint();
        assertTrue(endpoint.matches("127\\.0\\.0\\.1:\\d+"), endpoint);
        int port = Integer.parseInt(endpoint.substring(endpoint.indexOf(':') + 1));
        assertEquals("through", read(port));
        assertEquals(port, tunnel.ports().get(0).port());
        String taken = message(() -> dag.host()
                .tunnel(service, o -> o.ports(List.of(forward(port, PORT))))
                .start());
        assertTrue(taken.contains("127.0.0.1:" + port), taken);
        tunnel.stop();
        assertThrows(IOException.class, () -> read(port));
        dag.host().tunnel(service, o -> o.ports(List.of(forward(port, PORT)))).start();
        assertEquals("through", read(port));
    }

    @Test
    void a_server_of_this_host_is_a_service_under_any_port() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket client = server.accept()) {
                            client.getOutputStream().write("of the host".getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                } catch (IOException closed) {
                    // The test's end.
                }
            });
            serving.start();
            int port = server.getLocalPort();
            Api.Service other = dag.host().service(List.of(forward(PORT, port)));
            Api.Service same = dag.host().service(List.of(new Api.PortForward(null, port, null)));
            Api.Container bound = container().withServiceBinding("a", other).withServiceBinding("b", same);
            assertEquals("of the host", Perl.read(bound, "a:" + PORT));
            assertEquals("of the host", Perl.read(bound, "b:" + port));
            Api.Service between = Perl.server(dag, PORT + 1, "", "db:" + PORT)
                    .withServiceBinding("db", other)
                    .asService();
            assertEquals("of the host", Perl.read(container().withServiceBinding("web", between), "web:" + (PORT + 1)));
            other.stop();
            same.stop();
        }
        assertTrue(message(() -> dag.host().service(List.of()).hostname()).contains("no ports specified"));
    }

    @Test
    void a_service_uses_another_bound_or_by_its_host_name_even_if_that_starts_later() {
        Api.Service database = Perl.server(dag, PORT, "data").asService();
        Api.Service bound = Perl.server(dag, PORT + 1, "", "db:" + PORT)
                .withServiceBinding("db", database)
                .asService();
        assertEquals("data", Perl.read(container().withServiceBinding("web", bound), "web:" + (PORT + 1)));
        Api.Service first = Perl.server(dag, PORT + 2, "", "late.of-mine:" + PORT)
                .asService()
                .start();
        Api.Container reading = container().withServiceBinding("first", first);
        assertEquals("no late.of-mine:" + PORT, Perl.read(reading, "first:" + (PORT + 2)));
        Perl.server(dag, PORT, "late").asService().withHostname("late.of-mine").start();
        assertEquals(
                "late",
                container()
                        .withServiceBinding("first", first)
                        .withExec(
                                "sh",
                                "-c",
                                "for i in $(seq 100); do perl -MIO::Socket::INET -e '$c ="
                                        + " IO::Socket::INET->new(PeerAddr => shift); $_ = <$c>; print; exit !/^late/'"
                                        + " first:" + (PORT + 2)
                                        + " > /out && break; sleep 0.1; done; cat /out")
                        .stdout());
    }
}
