package daggerkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import daggerkit.download.CliDownload;
import daggerkit.download.DownloadException;
import daggerkit.download.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The {@code dagger} command brought along, from a server on loopback with archives of a stand-in. */
@DisabledOnOs(OS.WINDOWS)
class CliDownloadTest {
    private static final String LINUX = "dagger_v0.21.8_linux_amd64.tar.gz";
    private static final Duration FOREVER = Duration.ofDays(1);

    @TempDir
    Path temporary;

    private ReleaseServer server;
    private final Map<String, String> environment = new TreeMap<>();
    private final ByteArrayOutputStream noted = new ByteArrayOutputStream();

    @BeforeEach
    void server() throws IOException {
        server = new ReleaseServer();
        server.release(LINUX, ReleaseServer.tarGz(Map.of("LICENSE", "Apache", "dagger", ReleaseServer.PROGRAM)));
        environment.put("HOME", temporary.resolve("home").toString());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private static Target linux() throws DownloadException {
        return Target.of("Linux", "amd64");
    }

    private CliDownload download(String from, Target target) throws DownloadException {
        return CliDownload.of(ReleaseServer.VERSION, from, target, environment).patience(FOREVER);
    }

    private Path get(String from) throws DownloadException, InterruptedException {
        return download(from, linux()).get(new PrintStream(noted, true, StandardCharsets.UTF_8));
    }

    private Path get() throws DownloadException, InterruptedException {
        return get(server.address());
    }

    private Path folder() {
        return temporary.resolve("home/.cache/daggerkit/cli");
    }

    private List<String> kept() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .toList();
        }
    }

    private void assertFails(String words) throws IOException {
        DownloadException failure = assertThrows(DownloadException.class, this::get);
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
        assertTrue(failure.getMessage().matches("[^\n]*[.]"), failure.getMessage());
        assertEquals(List.of(), kept());
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux_amd64.tar.gz, dagger",
        "Linux, aarch64, linux_arm64.tar.gz, dagger",
        "Linux, arm, linux_armv7.tar.gz, dagger",
        "Mac OS X, x86_64, darwin_amd64.tar.gz, dagger",
        "Mac OS X, aarch64, darwin_arm64.tar.gz, dagger",
        "Windows 11, amd64, windows_amd64.zip, dagger.exe",
        "Windows Server 2022, aarch64, windows_arm64.zip, dagger.exe"
    })
    void each_system_gets_its_own_program_which_only_this_user_may_touch(
            String system, String processor, String archive, String name) throws Exception {
        Map<String, String> entries = new TreeMap<>(Map.of("LICENSE", "Apache", "README.md", "x".repeat(2_000)));
        entries.put(name, "the program of " + archive);
        String file = "dagger_v0.21.8_" + archive;
        server.release(file, archive.endsWith("zip") ? ReleaseServer.zip(entries) : ReleaseServer.tarGz(entries));
        environment.put("LOCALAPPDATA", temporary.resolve("local").toString());
        for (int run = 0; run < 2; run++) {
            Path program = download(server.address(), Target.of(system, processor))
                    .get(new PrintStream(noted, true, StandardCharsets.UTF_8));
            assertEquals("the program of " + archive, Files.readString(program));
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(program)));
            assertEquals(
                    "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(program.getParent())));
            boolean windows = system.startsWith("Windows");
            assertEquals(
                    (windows ? temporary.resolve("local") : temporary.resolve("home/.cache"))
                            .resolve("daggerkit/cli/dagger-0.21.8" + (windows ? ".exe" : "")),
                    program);
        }
        assertEquals(List.of("/releases/0.21.8/checksums.txt", "/releases/0.21.8/" + file), server.requests);
        assertEquals(
                "Fetching dagger 0.21.8 (once), from " + server.address() + " ...\n",
                noted.toString(StandardCharsets.UTF_8));
    }

    @Test
    void a_machine_without_a_cli_is_told_so() {
        for (List<String> machine : List.of(List.of("FreeBSD", "amd64"), List.of("Linux", "ppc64le"))) {
            String message = assertThrows(DownloadException.class, () -> Target.of(machine.get(0), machine.get(1)))
                    .getMessage();
            assertTrue(message.contains("\"" + machine.get(0) + "\" on \"" + machine.get(1) + "\": expected"), message);
        }
    }

    @Test
    void a_cache_of_ones_own_may_be_elsewhere() throws Exception {
        environment.put("XDG_CACHE_HOME", temporary.resolve("cache").toString());
        assertEquals(temporary.resolve("cache/daggerkit/cli/dagger-0.21.8"), get());
        environment.put("XDG_CACHE_HOME", "relative");
        assertTrue(get().startsWith(folder()));
        environment.clear();
        String message = assertThrows(DownloadException.class, this::get).getMessage();
        assertTrue(message.contains("neither HOME nor XDG_CACHE_HOME is set"), message);
    }

    @Test
    void of_two_first_runs_at_once_one_fetches_and_the_other_waits() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.answer(LINUX, exchange -> {
            asked.countDown();
            Limits.open("the second run", go);
            byte[] archive = server.file(LINUX);
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive);
        });
        FutureTask<Path> first = new FutureTask<>(this::get);
        FutureTask<Path> second = new FutureTask<>(this::get);
        new Thread(first).start();
        Limits.open("the first run's request", asked);
        new Thread(second).start();
        Limits.await("the second run's word", () -> noted.toString(StandardCharsets.UTF_8)
                .contains("Waiting for another run, which fetches dagger already ...\n"));
        go.countDown();
        assertEquals(Limits.value(first), Limits.value(second));
        assertEquals(2, server.requests.size());
        assertEquals(List.of("dagger-0.21.8"), kept());
    }

    @Test
    void an_archive_with_another_checksum_is_never_unpacked() throws Exception {
        byte[] right = server.file(LINUX);
        byte[] wrong = right.clone();
        wrong[wrong.length / 2] ^= 1;
        server.release(LINUX, wrong);
        server.checksums("0".repeat(64) + "  another.tar.gz\n" + ReleaseServer.sha256(right) + "  " + LINUX + "\n");
        assertFails("its SHA-256 is \"" + ReleaseServer.sha256(wrong) + "\", expected \"" + ReleaseServer.sha256(right)
                + "\"; it is damaged or another file");
        server.release(LINUX, right);
        assertTrue(Files.exists(get()));
    }

    @ParameterizedTest
    @CsvSource({
        "403, is there such a version?",
        "404, is there such a version?",
        "500, 'run this again later, or name a mirror'",
        "503, 'run this again later, or name a mirror'"
    })
    void a_server_that_does_not_give_it_is_one_sentence(int status, String words) throws IOException {
        for (String file : List.of("checksums.txt", LINUX)) {
            server.answer(file, exchange -> exchange.sendResponseHeaders(status, -1));
            assertFails("/releases/0.21.8/" + file + "\" answered " + status + ", expected 200; " + words);
            server.answerAsUsual();
        }
    }

    @Test
    void a_server_may_lead_to_another_place_but_not_to_none() throws Exception {
        server.answer(LINUX, exchange -> exchange.sendResponseHeaders(302, -1));
        assertFails("/0.21.8/" + LINUX + "\": Invalid redirection; look at");
        byte[] archive = server.file(LINUX);
        server.release("elsewhere", archive);
        server.checksums(ReleaseServer.sha256(archive) + " *" + LINUX + "\r\n");
        server.answer(LINUX, exchange -> {
            exchange.getResponseHeaders().add("Location", "elsewhere");
            exchange.sendResponseHeaders(302, -1);
        });
        assertTrue(Files.exists(get()));
    }

    @Test
    void a_release_without_this_machine_is_one_sentence() throws IOException {
        for (String checksums : List.of("", "short  " + LINUX + "\n", "0".repeat(64) + "  x" + LINUX + "\n")) {
            server.checksums(checksums);
            assertFails("There is no dagger 0.21.8 for this machine");
        }
    }

    @Test
    void half_a_download_leaves_nothing_and_the_next_run_begins_anew() throws Exception {
        server.answer(LINUX, exchange -> {
            exchange.sendResponseHeaders(200, 5_000);
            exchange.getResponseBody().write(new byte[2_000]);
            exchange.getResponseBody().flush();
            throw new IOException("the connection breaks here");
        });
        assertFails("the connection ended after 2000 of 5000 bytes; look at the network");
        server.answerAsUsual();
        assertTrue(Files.isExecutable(get()));
    }

    @Test
    void a_server_that_falls_silent_is_given_up() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        server.answer(LINUX, exchange -> {
            exchange.sendResponseHeaders(200, 5_000);
            exchange.getResponseBody().write(new byte[2_000]);
            exchange.getResponseBody().flush();
            Limits.open("the end of the test", end);
        });
        CliDownload impatient = download(server.address(), linux()).patience(Duration.ofMillis(500));
        String message = assertThrows(DownloadException.class, () -> impatient.get(new PrintStream(noted)))
                .getMessage();
        end.countDown();
        assertTrue(message.contains("after 2000 of 5000 bytes") || message.contains("nothing came for"), message);
        assertEquals(List.of(), kept());
    }

    @Test
    void without_a_network_it_is_one_sentence() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        for (Map.Entry<String, String> one : Map.of(
                        "http://127.0.0.1:" + closed,
                        ": no connection; look at the network and the proxy",
                        "http://host.invalid/releases",
                        ": its host is not known here; look at the network")
                .entrySet()) {
            String message = assertThrows(DownloadException.class, () -> get(one.getKey()))
                    .getMessage();
            assertTrue(message.contains("/0.21.8/checksums.txt\"" + one.getValue()), message);
        }
        assertEquals(List.of(), kept());
    }

    @ParameterizedTest
    @ValueSource(strings = {"http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"})
    void the_proxy_of_the_variables_is_used(String variable) throws Exception {
        environment.put(variable, "http://user:pa%3Ass@" + server.host() + "/");
        server.answer("checksums.txt", exchange -> {
            if (exchange.getRequestHeaders().getFirst("Proxy-Authorization") == null) {
                exchange.getResponseHeaders().add("Proxy-Authenticate", "Basic realm=\"proxy\"");
                exchange.sendResponseHeaders(407, -1);
            } else {
                byte[] file = server.file("checksums.txt");
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
            }
        });
        assertTrue(Files.exists(get("http://mirror.invalid/releases/")));
        // user:pa:ss
        assertEquals(
                List.of(
                        "http://mirror.invalid/releases/0.21.8/checksums.txt",
                        "http://mirror.invalid/releases/0.21.8/checksums.txt Proxy-Authorization: Basic"
                                + " dXNlcjpwYTpzcw==",
                        "http://mirror.invalid/releases/0.21.8/" + LINUX
                                + " Proxy-Authorization: Basic dXNlcjpwYTpzcw=="),
                server.requests);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror.invalid", ".invalid", "other.example, *.mirror.invalid,invalid", "*"})
    void what_no_proxy_names_is_asked_without_one(String names) throws Exception {
        environment.put("HTTP_PROXY", server.host());
        environment.put("NO_PROXY", names);
        String message = assertThrows(DownloadException.class, () -> get("http://mirror.invalid/releases"))
                .getMessage();
        assertTrue(message.contains("its host is not known here"), message);
        environment.put("NO_PROXY", "or.invalid,example.com");
        assertTrue(Files.exists(get("http://mirror.invalid/releases")));
    }

    @Test
    void what_is_no_proxy_is_one_sentence_without_its_password() {
        environment.put("http_proxy", "socks5://user:secret@127.0.0.1:1080");
        String message = assertThrows(DownloadException.class, this::get).getMessage();
        assertTrue(message.contains("\"socks5://***@127.0.0.1:1080\" of http_proxy or ALL_PROXY: expected"), message);
    }

    @Test
    void the_password_of_a_mirror_gets_there_and_nowhere_else() throws Exception {
        ReleaseServer.Answer asks = exchange -> {
            exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"mirror\"");
            exchange.sendResponseHeaders(401, -1);
        };
        server.answer("checksums.txt", exchange -> {
            byte[] file = server.file("checksums.txt");
            if (exchange.getRequestHeaders().getFirst("Authorization") == null) {
                asks.to(exchange);
            } else {
                exchange.sendResponseHeaders(200, file.length);
                exchange.getResponseBody().write(file);
            }
        });
        String address = server.address().replace("://", "://user:secret@");
        server.answer(LINUX, exchange -> exchange.sendResponseHeaders(500, -1));
        String message =
                assertThrows(DownloadException.class, () -> get(address)).getMessage();
        assertFalse(message.contains("secret"), message);
        assertFalse(noted.toString(StandardCharsets.UTF_8).contains("secret"), noted.toString());
        server.answer(LINUX, exchange -> {
            byte[] file = server.file(LINUX);
            exchange.sendResponseHeaders(200, file.length);
            exchange.getResponseBody().write(file);
        });
        assertTrue(Files.exists(get(address)));
    }

    @Test
    void it_says_how_far_it_is() throws Exception {
        byte[] archive = ReleaseServer.tarGz(Map.of("dagger", noise(4_000_000)));
        server.release(LINUX, archive);
        CountDownLatch seen = new CountDownLatch(1);
        server.answer(LINUX, exchange -> {
            exchange.sendResponseHeaders(200, archive.length);
            exchange.getResponseBody().write(archive, 0, 1_500_000);
            exchange.getResponseBody().flush();
            Limits.open("the word of progress", seen);
            exchange.getResponseBody().write(archive, 1_500_000, archive.length - 1_500_000);
        });
        FutureTask<Path> run = new FutureTask<>(this::get);
        new Thread(run).start();
        Limits.await("a word", () -> noted.toString(StandardCharsets.UTF_8)
                .contains("Fetching dagger 0.21.8, 1 of " + archive.length / 1_000_000 + " MB ...\n"));
        seen.countDown();
        Limits.value(run);
    }

    /** What no compression makes smaller. */
    private static String noise(int length) {
        StringBuilder text = new StringBuilder();
        new java.util.Random(1).ints(length, ' ', '~').forEach(c -> text.append((char) c));
        return text.toString();
    }

    @Test
    void an_interruption_ends_it_and_leaves_nothing() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        server.answer(LINUX, exchange -> {
            asked.countDown();
            Limits.open("the end of the test", end);
        });
        List<Throwable> thrown = new ArrayList<>();
        Thread run = new Thread(() -> thrown.add(assertThrows(InterruptedException.class, this::get)));
        run.start();
        Limits.open("the request", asked);
        run.interrupt();
        Limits.end(run);
        end.countDown();
        assertEquals(1, thrown.size());
        assertEquals(List.of(), kept());
    }

    @Test
    void what_a_killed_run_has_left_is_deleted() throws Exception {
        Files.createDirectories(folder());
        Files.writeString(folder().resolve("fetch-123"), "half");
        Files.writeString(folder().resolve("dagger-0.20.8"), "of another version");
        get();
        assertEquals(
                List.of("dagger-0.20.8", "dagger-0.21.8"),
                kept().stream().sorted().toList());
    }

    @Test
    void only_the_program_itself_leaves_the_archive() throws Exception {
        Path files = Files.createDirectories(temporary.resolve("files/sub"));
        Files.writeString(files.resolve("dagger"), "in a folder");
        Files.createSymbolicLink(files.resolveSibling("dagger"), Path.of("sub/dagger"));
        server.release(LINUX, ReleaseServer.tarGz(files.getParent(), "sub dagger"));
        assertFails("has no file \"dagger\" in it");
        Files.delete(files.resolveSibling("dagger"));
        Files.createDirectories(files.resolveSibling("dagger/dagger"));
        server.release(LINUX, ReleaseServer.tarGz(files.getParent(), "dagger"));
        assertFails("has no file \"dagger\" in it");
        Files.delete(files.resolveSibling("dagger/dagger"));
        Files.delete(files.resolveSibling("dagger"));
        Files.writeString(files.resolveSibling("dagger"), "the right one");
        Files.writeString(
                files.resolveSibling("x".repeat(150)), "a long name, which tar writes as an entry of its own");
        server.release(LINUX, ReleaseServer.tarGz(files.getParent(), "x* ./sub ./dagger"));
        assertEquals("the right one", Files.readString(get()));
    }

    @Test
    void what_is_no_archive_is_one_sentence() throws Exception {
        byte[] right = server.file(LINUX);
        List<byte[]> wrong = new ArrayList<>();
        wrong.add("<html>a page</html>".getBytes(StandardCharsets.UTF_8));
        wrong.add(java.util.Arrays.copyOf(right, right.length / 2));
        ByteArrayOutputStream noTar = new ByteArrayOutputStream();
        try (var gzip = new java.util.zip.GZIPOutputStream(noTar)) {
            gzip.write("no tar".repeat(1_000).getBytes(StandardCharsets.UTF_8));
        }
        wrong.add(noTar.toByteArray());
        for (byte[] archive : wrong) {
            server.release(LINUX, archive);
            assertFails("Cannot unpack \"" + server.address() + "/0.21.8/" + LINUX + "\"");
        }
        server.release("dagger_v0.21.8_windows_amd64.zip", wrong.get(0));
        environment.put("LOCALAPPDATA", environment.get("HOME") + "/.cache");
        String message = assertThrows(
                        DownloadException.class, () -> download(server.address(), Target.of("Windows 11", "amd64"))
                                .get(new PrintStream(noted)))
                .getMessage();
        assertTrue(message.contains("has no file \"dagger.exe\" in it"), message);
        server.release(LINUX, right);
        assertArrayEquals(ReleaseServer.PROGRAM.getBytes(StandardCharsets.UTF_8), Files.readAllBytes(get()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"latest", "", "0.21", "../0.21.8", "0.21.8/../..", "0.21.8 ", "1.0.0-"})
    void what_is_no_version_is_refused(String version) {
        String message = assertThrows(
                        DownloadException.class, () -> CliDownload.of(version, null, linux(), environment))
                .getMessage();
        assertTrue(message.contains("\"" + version + "\": expected one such as 0.21.8"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mirror", "ftp://mirror", "http://", "file:///tmp", "http://a b", ""})
    void what_is_no_address_is_refused(String address) {
        String message =
                assertThrows(DownloadException.class, () -> get(address)).getMessage();
        assertTrue(message.contains("from \"" + address + "\": expected an address such as https://"), message);
    }

    @Test
    void a_v_before_the_version_is_no_other_version() throws Exception {
        Path program = CliDownload.of("v0.21.8", server.address(), linux(), environment)
                .get(new PrintStream(noted));
        assertEquals("dagger-0.21.8", program.getFileName().toString());
        assertTrue(Files.notExists(folder().resolve("dagger-v0.21.8")));
    }

    /** Only root can give a file away; for others, a link to a file of root is one of another user. */
    private static void giveAway(Path path) throws IOException {
        if (Files.isWritable(Path.of("/"))) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        } else {
            boolean folder = Files.isDirectory(path);
            Run.command("rm", "-r", path.toString()).run();
            Files.createSymbolicLink(path, Path.of(folder ? "/usr" : "/bin/sh"));
        }
    }

    @Test
    void a_program_of_another_user_is_fetched_again_and_a_folder_refused() throws Exception {
        giveAway(get());
        assertEquals(ReleaseServer.PROGRAM, Files.readString(get()));
        assertEquals(4, server.requests.size());
        giveAway(folder());
        String message = assertThrows(DownloadException.class, this::get).getMessage();
        assertTrue(message.contains(folder() + "\": it belongs to another user"), message);
        assertEquals(4, server.requests.size());
    }

    @Test
    void a_folder_that_cannot_be_made_is_one_sentence() throws Exception {
        Files.writeString(temporary.resolve("home"), "a file");
        String message = assertThrows(DownloadException.class, this::get).getMessage();
        assertTrue(message.startsWith("Cannot keep the dagger command in \"" + folder() + "\": "), message);
        assertTrue(message.endsWith("; make room there, or set XDG_CACHE_HOME to a folder that can be written to."));
    }
}
