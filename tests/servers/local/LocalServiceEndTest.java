package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.local.run.LocalOptions;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** How services of the stand-in end, and where they do not begin. */
@SignalsAsUsual
class LocalServiceEndTest {
    private static final int PORT = 28090;

    @TempDir
    static Path temporary;

    private static String marker() {
        return "daggerkit" + System.nanoTime();
    }

    private static Consumer<LocalOptions> options(String searchPath, Path folder) {
        return o -> o.searchPath(searchPath).temporary(folder).workdir(folder).environment(Map.of());
    }

    /** A family of processes, one of which ignores that it is asked to end. */
    private static Api.Service family(Api.Client dag, String marker) {
        return dag.container()
                .from("alpine")
                .asService(o -> o.args(List.of(
                        "sh",
                        "-c",
                        "sh -c 'trap \"\" TERM HUP; sleep 9999; : " + marker + "' & sleep 9998; : " + marker)));
    }

    private static void awaitEnd(String marker) throws InterruptedException {
        Limits.await("A process of the service lives on.", () -> !LocalProcess.isRunning(marker));
    }

    private static String read(String address) throws IOException {
        String[] words = address.split(":");
        try (Socket socket = new Socket(words[0], Integer.parseInt(words[1]))) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @TestFactory
    Stream<DynamicTest> with_each_tool_a_service_is_reached_and_ends_with_the_session() {
        return Stream.of("bwrap", "unshare")
                .map(tool -> dynamicTest(tool, () -> {
                    // The user that root's commands run as has to get there.
                    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
                    Path alone = Files.createDirectory(temporary.resolve(tool));
                    for (String folder : System.getenv("PATH").split(File.pathSeparator)) {
                        if (Files.isExecutable(Path.of(folder, tool)) && !Files.exists(alone.resolve(tool))) {
                            Files.createSymbolicLink(alone.resolve(tool), Path.of(folder, tool));
                        }
                    }
                    assumeTrue(Files.exists(alone.resolve(tool)), "This host has no " + tool + ".");
                    // A short name: sockets are in it, whose paths grow with the time that the machine has been up.
                    Path folder = Files.createDirectory(temporary.resolve("s" + tool.charAt(0)));
                    String marker = marker();
                    try (LocalSession session = LocalSession.start(options(alone.toString(), folder));
                            Api.Client dag = session.connect()) {
                        Perl.assume(session);
                        Api.Service service = Perl.server(dag, 80, "low port").asService();
                        assertEquals(
                                "low port",
                                read(dag.host().tunnel(service).start().endpoint()));
                        Api.Service other = Perl.server(dag, PORT, "bound").asService();
                        assertEquals(
                                "bound",
                                Perl.read(dag.container().from("a").withServiceBinding("web", other), "web:" + PORT));
                        family(dag, marker).start();
                        Limits.await("The service does not start.", () -> LocalProcess.isRunning(marker));
                    }
                    assertTrue(!LocalProcess.isRunning(marker), "A process of the service lives on.");
                    assertEquals(0, folder.toFile().list().length);
                    Files.delete(alone.resolve(tool));
                }));
    }

    @Test
    void a_service_that_nobody_uses_any_more_ends_with_all_its_processes() throws Exception {
        try (LocalSession session = LocalSession.start();
                Api.Client dag = session.connect()) {
            assumeTrue(session.isolated(), session.server.description());
            String marker = marker();
            Api.Container bound = dag.container().from("a").withServiceBinding("x", family(dag, marker));
            assertEquals("used\n", bound.withExec("echo", "used").stdout());
            assertTrue(LocalProcess.isRunning(marker));
            awaitEnd(marker);
        }
    }

    @Test
    void a_service_whose_tunnel_is_stopped_ends() throws Exception {
        try (LocalSession session = LocalSession.start();
                Api.Client dag = session.connect()) {
            assumeTrue(session.isolated(), session.server.description());
            String marker = marker();
            Api.Service service = family(dag, marker);
            Api.Service tunnel = dag.host()
                    .tunnel(service, o -> o.ports(List.of(new Api.PortForward(null, 80, null))))
                    .start();
            Limits.await("The service does not start.", () -> LocalProcess.isRunning(marker));
            tunnel.stop();
            awaitEnd(marker);
        }
    }

    @Test
    void a_service_that_its_client_does_not_wait_for_ends() throws Exception {
        try (LocalSession session = LocalSession.start();
                Api.Client dag = session.connect()) {
            assumeTrue(session.isolated(), session.server.description());
            String marker = marker();
            String query = "query($a:[String!]!){container{from(address:\"a\"){withExposedPort(port:" + PORT
                    + "){asService(args:$a){start}}}}}";
            Impatient client = new Impatient(dag, query, Map.of("a", List.of("sh", "-c", "sleep 9999; : " + marker)));
            Limits.await("the start of the service", () -> LocalProcess.isRunning(marker));
            client.goAway();
            awaitEnd(marker);
            assertEquals(
                    "still here\n",
                    dag.container().from("a").withExec("echo", "still here").stdout());
        }
    }

    @Test
    void up_makes_ports_reachable_for_as_long_as_the_client_waits() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (LocalSession session = LocalSession.start();
                Api.Client dag = session.connect()) {
            Perl.assume(session);
            String id = Perl.server(dag, PORT, "up").asService().id();
            Impatient client = new Impatient(
                    dag,
                    "query($id:ID!){node(id:$id){... on Service{up(ports:[{frontend:" + port + ",backend:" + PORT
                            + "}])}}}",
                    Map.of("id", id));
            Limits.await("that it is up", () -> client.isOver() || accepts(port));
            assertEquals("up", read("127.0.0.1:" + port));
            client.goAway();
            Limits.await("It is still up.", () -> !accepts(port));
        }
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    @TestFactory
    Stream<DynamicTest> a_signal_to_the_script_ends_the_services_and_leaves_nothing() {
        return Stream.of("INT", "TERM", "KILL")
                .map(signal -> dynamicTest(signal, () -> {
                    Path tmp = Files.createDirectory(temporary.resolve(signal));
                    String marker = marker();
                    LocalProcess served = new LocalProcess(
                            LocalProcess.script(List.of("-Djava.io.tmpdir=" + tmp), "sh", "-c", LocalProcess.TELL));
                    try (served) {
                        assumeTrue(served.isolated, "there is no private root on this host");
                        served.ask("{container{from(address:\"a\"){asService(args:[\"sh\",\"-c\",\"trap '' TERM INT;"
                                + " sleep 9999 & sleep 9998; : " + marker + "\"]){start}}}}");
                        Limits.await("The service does not start.", () -> LocalProcess.isRunning(marker));
                        List<ProcessHandle> family = ProcessHandle.of(served.pid)
                                .orElseThrow()
                                .descendants()
                                .toList();
                        assertEquals(
                                0,
                                Run.command("kill", "-" + signal, "" + served.pid)
                                        .run()
                                        .code());
                        Limits.end(served.process);
                        awaitEnd(marker);
                        for (ProcessHandle member : family) {
                            // With KILL nobody is left to end the script's own command, which waits for its input.
                            if (member.pid() != served.child) {
                                Limits.await("A process of the service lives on.", () -> !member.isAlive());
                            }
                        }
                        if (!signal.equals("KILL")) {
                            try (Stream<Path> left = Files.list(tmp)) {
                                assertEquals(
                                        List.of(),
                                        left.filter(path -> !path.getFileName()
                                                        .toString()
                                                        .startsWith("hsperf"))
                                                .toList());
                            }
                        }
                    } finally {
                        ProcessHandle.of(served.child).ifPresent(ProcessHandle::destroyForcibly);
                        Run.command("rm", "-rf", tmp.toString()).run();
                    }
                }));
    }

    @Test
    void a_temporary_folder_whose_path_is_too_long_for_a_socket_is_an_error_that_says_so() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path folder = Files.createDirectory(temporary.resolve("long".repeat(20)));
        try (LocalSession session = LocalSession.start(options(System.getenv("PATH"), folder));
                Api.Client dag = session.connect()) {
            assumeTrue(session.isolated(), session.server.description());
            Api.Service service = dag.container().from("a").asService(o -> o.args(List.of("true")));
            String message = assertThrows(QueryException.class, service::start).getMessage();
            assertTrue(message.contains(folder.toString()) && message.contains("java.io.tmpdir"), message);
        }
    }

    @Test
    void without_a_private_root_a_service_is_refused_with_the_reason() {
        try (LocalSession session = LocalSession.start(options("", temporary));
                Api.Client dag = session.connect()) {
            Api.Service service = dag.container().from("a").asService(o -> o.args(List.of("sleep", "9999")));
            String message = assertThrows(QueryException.class, service::start).getMessage();
            assertTrue(message.contains("no private root") && message.contains("--unisolated"), message);
            Api.Container bound = dag.container().from("a").withServiceBinding("x", service);
            assertThrows(QueryException.class, () -> bound.withExec("uname").stdout());
        }
    }

    @Test
    void not_isolated_a_service_runs_in_the_network_of_this_host_and_cannot_be_bound() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "The test's server needs /usr/bin/perl.");
        try (LocalSession session = LocalSession.start(o -> o.unisolated(true));
                Api.Client dag = session.connect();
                ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port;
            try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = free.getLocalPort();
            }
            Api.Service service = Perl.server(dag, port, "not isolated").asService();
            assertEquals("not isolated", read(dag.host().tunnel(service).start().endpoint()));
            assertEquals("not isolated", read("127.0.0.1:" + port));
            String bound = assertThrows(QueryException.class, () -> dag.container()
                            .from("a")
                            .withServiceBinding("web", service)
                            .withExec("true")
                            .stdout())
                    .getMessage();
            assertTrue(bound.contains("\"web\"") && bound.contains("dagger run"), bound);
            String used = assertThrows(QueryException.class, () -> Perl.server(dag, taken.getLocalPort(), "x")
                            .asService()
                            .start())
                    .getMessage();
            assertTrue(used.contains("port " + taken.getLocalPort() + " is in use"), used);
        }
    }
}
