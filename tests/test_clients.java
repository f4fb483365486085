///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Test the session servers with the official Go, Python and TypeScript SDKs
//DEPS ../lib/Cli.java
//DEPS ../lib/server/AllServers.java
//SOURCES tools/clients/*.java
//SOURCES shared/AnsweringServer.java
//SOURCES shared/ExplainingServer.java
//SOURCES shared/JavaCompilation.java
//SOURCES shared/RequestForms.java
//SOURCES shared/RoundTrips.java
//SOURCES shared/Run.java
//SOURCES ../scripts/translate/*.java

package daggerkit;

import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "test-clients",
        description = {
            "Test the session servers with the official Go, Python and TypeScript SDKs.",
            "",
            "Each SDK, and a client without one, runs the programs of tests/clients: directly against a server that"
                    + " answers as the recorded engines did, through `record`, with `replay` of that recording, through"
                    + " `explain`, as Java that asks the same, and with `local`. The SDKs are installed by go, pip and"
                    + " npm, in the versions that tests/clients pins, into daggerkit/clients in the user's cache folder"
                    + " (XDG_CACHE_HOME, else ~/.cache). A language that this machine does not have is skipped."
        },
        footer = {
            "",
            "Exit code: 1 if anything failed.",
            "",
            "Examples:",
            "  ./jbang test-clients",
            "  ./jbang test-clients python 0.21.8 record replay",
            "  ./jbang test-clients plain go secret"
        })
class test_clients implements Callable<Integer> {
    private static final int SECONDS_TO_END = 10;

    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--store",
            description =
                    "Write what the programs ask to tests/clients/requests, for the tests; in the mode translate.")
    boolean store;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Only these: languages (plain, go, python, typescript), engines (0.20.8, 0.21.8, 1.0), modes"
                    + " (direct, record, replay, explain, translate, local), programs (uname, failing, directory, list,"
                    + " secret, service).")
    List<String> names = new ArrayList<>();

    public static void main(String... args) {
        Cli.main(new test_clients(), args);
    }

    @Override
    public Integer call() throws Exception {
        List<String> left = new ArrayList<>(names);
        Set<String> languages =
                chosen(left, SdkClient.ALL.stream().map(SdkClient::language).toList());
        Set<String> engines = chosen(
                left,
                Stream.of(EngineVersion.values()).map(test_clients::shortName).toList());
        Set<String> modes = chosen(left, ClientModes.NAMES);
        Set<String> programs = chosen(left, ClientPrograms.NAMES);
        if (!left.isEmpty()) {
            throw new Cli.Usage("There is nothing named \"" + left.get(0) + "\": expected a language " + languages
                    + ", an engine " + engines + ", a mode " + modes + " or a program " + programs + ".");
        }
        Path cache = Files.createDirectories(TestFolders.cache().resolve("clients"));
        ClientReport report = new ClientReport(System.out);
        Runtime.getRuntime().addShutdownHook(new Thread(test_clients::endChildren, "end of the clients"));
        try (FileChannel file =
                        FileChannel.open(cache.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null) {
                throw new DaggerException("Cannot use \"" + cache + "\": another test-clients does; wait for its end.");
            }
            report.say("The clients are in " + cache + ".");
            for (SdkClient client : SdkClient.ALL) {
                if (languages.contains(client.language()) && engines.contains(shortName(client.engine()))) {
                    test(client, cache, modes, programs, report);
                }
            }
        }
        return report.finish() ? 0 : 1;
    }

    private void test(SdkClient client, Path cache, Set<String> modes, Set<String> programs, ClientReport report)
            throws IOException {
        List<String> command = null;
        report.begin(client, "install");
        String missing = client.missing();
        if (missing.isEmpty()) {
            try {
                command = client.install(cache);
            } catch (SdkClient.InstallException failure) {
                report.failed("the installation", failure.getMessage());
            }
        } else {
            report.skipped("the client", missing);
        }
        report.end();
        if (command != null) {
            try (ClientModes all = new ClientModes(client, command, cache.resolve("run"), programs, report, store)) {
                for (String mode : modes) {
                    all.run(mode);
                }
            }
        }
    }

    /** Told to end from outside: the children are asked to end as well, and killed if they do not. */
    private static void endChildren() {
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        children.forEach(ProcessHandle::destroy);
        for (ProcessHandle child : children) {
            try {
                child.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
            } catch (InterruptedException | ExecutionException | TimeoutException late) {
                child.destroyForcibly();
            }
        }
    }

    /** Takes out what the user chose of one kind; nothing chosen is all. */
    private static Set<String> chosen(List<String> names, List<String> all) {
        Set<String> chosen = new LinkedHashSet<>(all);
        if (names.stream().anyMatch(chosen::contains)) {
            chosen.retainAll(names);
            names.removeAll(chosen);
        }
        return chosen;
    }

    private static String shortName(EngineVersion engine) {
        String version = engine.toString().substring(1);
        return version.startsWith("1.0") ? "1.0" : version;
    }
}
