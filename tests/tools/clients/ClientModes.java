package daggerkit;

import daggerkit.console.Text;
import daggerkit.explain.ExplainServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * One client in every mode: without anything between it and its engine's twin, through {@code record}, with
 * {@code replay}, through {@code explain}, as Java that asks the same, and with the stand-in {@code local}. Used by one thread.
 */
final class ClientModes implements AutoCloseable {
    static final List<String> NAMES = List.of("direct", "record", "replay", "explain", "translate", "local");

    /** A client that is given no session would look for a CLI, and would fetch one if it found none. */
    private static final String NO_CLI = "/there/is/no/dagger/here";

    private final SdkClient client;
    private final List<String> alone;
    private final List<String> command;
    private final Set<String> programs;
    private final ClientReport report;
    private final boolean store;
    private final Map<String, List<String>> expected;
    private final Path folder;
    private final Path recording;
    private final TwinEngine engine;
    private final String http;
    private Map<String, List<String>> recorded;

    /**
     * Starts the twin of the client's engine.
     *
     * @param client what to run
     * @param command that runs its programs
     * @param folder for the recording; emptied, and deleted at the end
     * @param programs which of them, in any order
     * @param report is told how it went
     * @param store whether {@code translate} writes the requests for the tests
     */
    ClientModes(
            SdkClient client,
            List<String> command,
            Path folder,
            Set<String> programs,
            ClientReport report,
            boolean store)
            throws IOException {
        this.client = client;
        this.folder = folder;
        recording = folder.resolve("recording.jsonl");
        SdkClient.delete(folder);
        Files.createDirectories(folder);
        this.alone = List.copyOf(command);
        this.command = new ArrayList<>(command);
        this.programs = programs;
        this.report = report;
        this.store = store;
        expected = ClientPrograms.expected(client.engine());
        ClientPrograms.NAMES.stream().filter(programs::contains).forEach(this.command::add);
        engine = TwinEngine.start(client.engine());
        http = Files.readString(Run.root().resolve("tests/clients/http.pl"));
    }

    /** Runs one mode and reports it. */
    void run(String mode) throws IOException {
        report.begin(client, mode);
        try {
            switch (mode) {
                case "direct" -> direct();
                case "record" -> record();
                case "replay" -> replay();
                case "explain" -> explain();
                case "translate" -> translate();
                default -> local();
            }
        } catch (AssertionError | IllegalStateException failure) {
            report.failed("the run", Text.oneLine("" + failure.getMessage()));
        }
        report.end();
    }

    private void direct() {
        Run.Result result = client(Run.command(command.toArray(new String[0])))
                .session(engine.params())
                .run();
        compare(result, expected);
    }

    private void record() throws IOException {
        String plaintext = plaintext();
        Run.Result result = record(plaintext);
        compare(result, expected);
        check("the file is there", Files.exists(recording), "there is no " + recording.getFileName());
        if (Files.exists(recording)) {
            String text = Files.readString(recording);
            check("the file is private", isPrivate(recording), "others can read " + recording);
            String token = engine.params().token();
            check("the file has no token", !text.contains(token), "the token is in " + lineWith(text, token));
            String secret = core(plaintext);
            check("the file has no plaintext", !text.contains(secret), "the plaintext is in " + lineWith(text, secret));
            record(plaintext());
            String again = Files.readString(recording);
            check("recorded again, the file is the same", again.equals(text), "it has " + firstNew(text, again));
        }
    }

    /** With IDs of its own each time, from 0.21 on. */
    private Run.Result record(String plaintext) {
        Run.Result result = client(script("record", List.of(recording.toString())))
                .session(engine.params())
                .env("CLIENT_PLAINTEXT", plaintext)
                .run();
        recorded = ClientPrograms.printed(result.out());
        return result;
    }

    /** The secret is another one than when the recording was made. */
    private void replay() {
        if (recorded == null) {
            record(plaintext());
        }
        compare(
                client(script("replay", List.of("--strict", recording.toString())))
                        .run(),
                recorded);
    }

    private void explain() {
        String plaintext = plaintext();
        Run.Result result = client(script("explain", List.of("--engine", engineName())))
                .env("CLIENT_PLAINTEXT", plaintext)
                .run();
        Map<String, List<String>> printed = ClientPrograms.printed(result.out());
        for (String program : wanted()) {
            String error = ClientPrograms.error(printed.get(program));
            String field = ClientPrograms.FIELDS.get(program);
            if (error != null) {
                report.failed(program, error);
            } else {
                check(program, result.err().contains(field), "\"" + field + "\" is not explained: " + tail(result));
            }
        }
        check("the exit code", result.code() == 0, "it is " + result.code() + ": " + tail(result));
        String all = result.out() + result.err();
        check("no plaintext is shown", !all.contains(core(plaintext)), "it is in " + lineWith(all, core(plaintext)));
    }

    /** Each program's requests are printed as Java that asks the same, and are those that are stored for the tests. */
    private void translate() throws IOException {
        RoundTrips trips = new RoundTrips();
        List<String> lines = new ArrayList<>();
        for (String program : wanted()) {
            List<String> one = new ArrayList<>(alone);
            one.add(program);
            try (ExplainServer server = ExplainServer.start(o -> o.engine(client.engine()))) {
                client(Run.command(one.toArray(new String[0])))
                        .session(server.params())
                        .run();
                trips.add(program, client.engine(), server.requests());
                server.requests().stream()
                        .filter(ClientRequests::isOfTheProgram)
                        .forEach(request -> lines.add(ClientRequests.line(program, request)));
            }
        }
        for (String program : wanted()) {
            try {
                trips.check(program);
                report.passed();
            } catch (Exception | AssertionError failure) {
                report.failed(program, "" + failure.getMessage());
            }
        }
        if (wanted().equals(ClientPrograms.NAMES)) {
            Path file = ClientRequests.file(client);
            if (store) {
                Files.write(file, lines);
            }
            check(
                    "what is stored",
                    Files.exists(file) && Files.readAllLines(file).equals(lines),
                    "what it asks is something else than " + file + "; --store writes it");
        }
    }

    /** The commands run on this host, so that uname tells of another kernel. */
    private void local() {
        Run.Result result =
                client(script("local", List.of("--engine", engineName()))).run();
        Map<String, List<String>> printed = ClientPrograms.printed(result.out());
        boolean failures = false;
        for (String program : wanted()) {
            List<String> lines = printed.getOrDefault(program, List.of());
            String error = ClientPrograms.error(lines);
            failures |= error != null;
            if (error != null && error.matches(".*(is not implemented by the stand-in|there is no private root).*")) {
                report.skipped(program, error);
            } else if (program.equals("service") && !Files.isExecutable(Path.of("/usr/bin/perl"))) {
                report.skipped(program, "tests/clients/http.pl needs /usr/bin/perl");
            } else if (program.equals("uname")) {
                check(program, error == null && lines.toString().matches("\\[\\S+ .*Linux]"), shown(lines, result));
            } else {
                check(program, lines.equals(expected.get(program)), shown(lines, result));
            }
        }
        check("the exit code", result.code() == (failures ? 1 : 0), "it is " + result.code() + ": " + tail(result));
    }

    private void compare(Run.Result result, Map<String, List<String>> wantedLines) {
        Map<String, List<String>> printed = ClientPrograms.printed(result.out());
        for (String program : wanted()) {
            List<String> lines = printed.getOrDefault(program, List.of());
            check(
                    program,
                    !lines.isEmpty() && lines.equals(wantedLines.get(program)),
                    "expected " + wantedLines.get(program) + ", got " + shown(lines, result));
        }
        check("the exit code", result.code() == 0, "it is " + result.code() + ": " + tail(result));
    }

    private void check(String what, boolean holds, String otherwise) {
        if (holds) {
            report.passed();
        } else {
            report.failed(what, otherwise);
        }
    }

    private Run script(String name, List<String> options) {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(command);
        // A class cannot have the name of record.
        String file = name.equals("record") ? "record_" : name;
        return Run.jvm("scripts/" + file + ".java", arguments.toArray(new String[0]));
    }

    private Run client(Run run) {
        return run.env("CLIENT_PLAINTEXT", plaintext())
                .env("CLIENT_HTTP", http)
                .env("PYTHONUTF8", "1")
                .env("_EXPERIMENTAL_DAGGER_CLI_BIN", NO_CLI);
    }

    private List<String> wanted() {
        return ClientPrograms.NAMES.stream().filter(programs::contains).toList();
    }

    private String engineName() {
        return client.engine().toString().substring(1);
    }

    /** Another one every time, with what has to be escaped, and nothing that a shell's echo reads as an escape. */
    private static String plaintext() {
        return "plain \"" + UUID.randomUUID() + "\" \\quoted";
    }

    /** What of a plaintext looks the same however it is escaped. */
    private static String core(String plaintext) {
        return plaintext.substring(plaintext.indexOf('"') + 1, plaintext.lastIndexOf('"'));
    }

    /** Where a word is; the line itself would tell it. */
    private static String lineWith(String text, String word) {
        List<String> lines = text.lines().toList();
        int number = 0;
        while (number < lines.size() && !lines.get(number).contains(word)) {
            number++;
        }
        return "line " + (number + 1);
    }

    private static String firstNew(String before, String after) {
        Set<String> known = new TreeSet<>(before.lines().toList());
        return after.lines()
                .filter(line -> !known.contains(line))
                .findFirst()
                .map(Text::oneLine)
                .orElse("the same lines in another order");
    }

    private static boolean isPrivate(Path file) throws IOException {
        return !Files.getFileStore(file).supportsFileAttributeView("posix")
                || new TreeSet<>(Files.getPosixFilePermissions(file)).toString().equals("[OWNER_READ, OWNER_WRITE]");
    }

    private static String shown(List<String> lines, Run.Result result) {
        return lines.isEmpty() ? "nothing: " + tail(result) : lines.toString();
    }

    private static String tail(Run.Result result) {
        List<String> lines = result.err().lines().toList();
        String last = String.join(" ", lines.subList(Math.max(0, lines.size() - 6), lines.size()));
        return last.isBlank() ? "it told nothing" : "it told: " + Text.oneLine(last);
    }

    @Override
    public void close() throws IOException {
        engine.close();
        SdkClient.delete(folder);
    }
}
