package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Services of the stand-in, asked for with our own client; their servers are processes. */
@SignalsAsUsual
class LocalServiceTest extends LocalFixture {
    private static final int PORT = 28080;

    @Override
    void assume() {
        Perl.assume(session);
    }

    @Test
    void two_services_with_the_same_port_are_reached_by_their_aliases_and_this_host_has_no_such_port() {
        Api.Service one = Perl.server(dag, PORT, "one").asService();
        Api.Service two = Perl.server(dag, PORT, "two").asService();
        Api.Container bound = container().withServiceBinding("first", one).withServiceBinding("second.of-mine", two);
        assertEquals("one", Perl.read(bound, "first:" + PORT));
        assertEquals("two", Perl.read(bound, "second.of-mine:" + PORT));
        assertEquals("one", Perl.read(bound, one.hostname() + ":" + PORT));
        assertEquals("two", Perl.read(bound, two.endpoint()));
        assertThrows(IOException.class, () -> new Socket(InetAddress.getLoopbackAddress(), PORT).close());
        assertThrows(ExecException.class, () -> Perl.read(container(), "first:" + PORT));
    }

    @Test
    void a_service_runs_once_for_all_that_use_it_until_it_is_stopped() {
        Api.Service service = Perl.server(dag, PORT).asService();
        Api.Container bound = container().withServiceBinding("web", service);
        String number = Perl.read(bound, "web:" + PORT);
        assertEquals(number, Perl.read(bound.withEnvVariable("OTHER", "step"), "web:" + PORT));
        assertEquals(service.id(), service.start().id());
        assertEquals(number, Perl.read(container(), service.endpoint()));
        service.stop();
        String next = Perl.read(bound.withEnvVariable("AFTER", "stop"), "web:" + PORT);
        assertNotEquals(number, next);
        service.stop(o -> o.kill(true));
        service.stop();
        assertNotEquals(next, Perl.read(bound.withEnvVariable("AFTER", "kill"), "web:" + PORT));
    }

    @Test
    void stop_asks_the_command_to_end_and_waits_for_it() {
        String folder = "/of-mine";
        Api.CacheVolume left = dag.cacheVolume("left by a service");
        Api.Service service = container()
                .withMountedCache(folder, left)
                .asService(o -> o.args(List.of(
                        "sh",
                        "-c",
                        "trap 'echo asked > " + folder + "/told; exit' TERM; touch " + folder
                                + "/set; while :; do sleep 0.1; done")));
        service.start();
        container()
                .withMountedCache(folder, left)
                .withExec("sh", "-c", "until [ -e " + folder + "/set ]; do sleep 0.1; done")
                .sync();
        service.stop();
        assertEquals(
                "asked\n",
                container()
                        .withMountedCache(folder, left)
                        .withExec("cat", folder + "/told")
                        .stdout());
    }

    @Test
    void host_names_endpoints_and_ports_are_as_they_were_given() {
        Api.Service service = Perl.server(dag, PORT, "named")
                .withExposedPort(PORT + 1, o -> o.description("later").experimentalSkipHealthcheck(true))
                .asService()
                .withHostname("named.of-mine");
        assertEquals("named.of-mine", service.hostname());
        assertEquals("named.of-mine:" + PORT, service.endpoint());
        assertEquals("http://named.of-mine:99", service.endpoint(o -> o.port(99).scheme("http")));
        assertEquals(
                List.of((long) PORT, PORT + 1L),
                service.ports().stream().map(Api.Port::port).toList());
        assertTrue(service.ports().get(1).experimentalSkipHealthcheck());
        service.start();
        assertEquals("named", Perl.read(container(), service.endpoint()));
        assertTrue(message(() -> container().asService().withHostname("no host").hostname())
                .contains("\"no host\""));
        assertTrue(message(() ->
                        container().asService(o -> o.args(List.of("true"))).endpoint())
                .contains("no ports exposed"));
    }

    @Test
    void the_command_is_the_default_one_unless_arguments_are_given_and_the_entrypoint_only_if_asked_for() {
        Api.Container echo = container()
                .withExposedPort(PORT)
                .withEnvVariable("V", "expanded")
                .withEntrypoint(List.of("sh", "-c", "echo \"$0:$*\" >&2; exit 9"))
                .withDefaultArgs(List.of("sh", "-c", "echo default >&2; exit 8"));
        assertEquals("default", failure(echo.asService()).stderr());
        assertEquals(8, failure(echo.asService()).exitCode());
        assertEquals(
                "$V:a",
                failure(echo.asService(o -> o.useEntrypoint(true).args(List.of("$V", "a"))))
                        .stderr());
        assertEquals(
                "expanded:",
                failure(echo.asService(
                                o -> o.useEntrypoint(true).args(List.of("$V")).expand(true)))
                        .stderr());
        assertEquals(
                "sh:-c echo default >&2; exit 8",
                failure(echo.asService(o -> o.useEntrypoint(true))).stderr());
        assertTrue(message(() -> container().withoutDefaultArgs().asService().hostname())
                .contains("no service command has been set"));
        assertTrue(message(() ->
                        echo.asService(o -> o.insecureRootCapabilities(true)).hostname())
                .contains("Container.asService(insecureRootCapabilities) is not implemented by the stand-in"));
    }

    private ExecException failure(Api.Service service) {
        Api.Container bound = container().withServiceBinding("x", service).withExec("sh", "-c", "echo ran anyway");
        return assertThrows(ExecException.class, bound::stdout);
    }

    @Test
    void a_service_that_ends_before_its_port_accepts_shows_its_exit_code_and_output_without_secrets() {
        Api.Service failing = container()
                .withExposedPort(PORT)
                .withSecretVariable("S", dag.setSecret("s", "of-mine-only"))
                .asService(o -> o.args(List.of("sh", "-c", "echo out $S; echo err $S >&2; exit 3")));
        ExecException failed = failure(failing);
        assertEquals(3, failed.exitCode());
        assertEquals("out ***", failed.stdout());
        assertEquals("err ***", failed.stderr());
        assertEquals(
                1,
                failure(container().withExposedPort(PORT).asService(o -> o.args(List.of("no-such-of-mine"))))
                        .exitCode());
    }

    @Test
    void a_service_whose_port_never_accepts_is_an_error_after_some_time_and_ends() throws Exception {
        String marker = "daggerkit" + System.nanoTime();
        // In a JVM of its own: other tests of this one have services just now, which the property would be for as well.
        for (int seconds = 2; !isTold(seconds, marker); seconds *= 2) {
            assertTrue(seconds < Limits.LONGEST.toSeconds(), "nothing is printed within so many seconds");
        }
        Api.Service excepted = container()
                .withExposedPort(PORT, o -> o.experimentalSkipHealthcheck(true))
                .asService(o -> o.args(List.of("sh", "-c", "sleep 9999; : " + marker)));
        excepted.start();
        assertTrue(LocalProcess.isRunning(marker));
        excepted.stop();
        assertFalse(LocalProcess.isRunning(marker));
    }

    /** Whether it printed its word before the time was over; all else is as it has to be. */
    private boolean isTold(int seconds, String marker) throws IOException {
        List<String> options = List.of("-Ddaggerkit.service.seconds=" + seconds);
        try (LocalProcess served = new LocalProcess(LocalProcess.script(options, "sh", "-c", LocalProcess.TELL))) {
            String message = served.ask("{container{from(address:\"a\"){withExposedPort(port:" + PORT
                            + "){asService(args:[\"sh\",\"-c\",\"echo waiting; sleep 9999; : " + marker
                            + "\"]){start}}}}}")
                    .at("/errors/0/message")
                    .asText();
            assertTrue(message.contains("is not healthy after " + seconds + " s"), message);
            assertFalse(LocalProcess.isRunning(marker));
            boolean started = !message.contains("its command does not start");
            assertTrue(!started || message.contains("port " + PORT), message);
            return started && message.contains("waiting");
        }
    }

    @Test
    void a_service_cannot_be_bound_to_one_with_the_same_port_because_it_would_reach_itself() {
        Api.Service one = Perl.server(dag, PORT, "one").asService();
        Api.Service two =
                Perl.server(dag, PORT, "two").withServiceBinding("db", one).asService();
        String message = message(two::start);
        assertTrue(message.contains("\"db\"") && message.contains("port in common"), message);
        String udp = message(() -> container()
                .withExposedPort(PORT, o -> o.protocol(Api.NetworkProtocol.UDP))
                .asService(o -> o.args(List.of("true")))
                .start());
        assertTrue(udp.contains("UDP") && udp.contains("dagger run"), udp);
    }

    @Test
    void the_names_are_in_no_container_that_a_command_leaves_behind() throws IOException {
        Api.Service service = Perl.server(dag, PORT, "x").asService();
        Api.Container after = container().withServiceBinding("web", service).withExec("true");
        assertEquals(
                Files.readString(Path.of("/etc/hosts")),
                after.file("/etc/hosts").contents());
        Api.Container own = dag.container()
                .withRootfs(dag.directory().withNewFile("app", "#!/bin/sh\ncat /etc/hosts\n", o -> o.permissions(0755)))
                .withServiceBinding("web", service)
                .withExec("/app");
        assertTrue(own.stdout().matches("(?s)127\\.\\S+ .*127\\.\\S+ web\n127.0.0.1 localhost\n"), own.stdout());
        assertEquals(List.of("app"), own.rootfs().entries());
        Api.Container mine = container()
                .withMountedFile("/etc/hosts", dag.file("hosts", "127.9.9.9 of-mine\n"))
                .withServiceBinding("web", service)
                .withExec("grep", "-c", "-e", "web", "-e", "of-mine", "/etc/hosts");
        assertEquals("2\n", mine.stdout());
        assertEquals("127.9.9.9 of-mine\n", mine.file("/etc/hosts").contents());
    }
}
