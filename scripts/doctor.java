///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Show what scripts find on this machine: the screen for a bug report
//DEPS ../lib/Cli.java
//DEPS ../lib/local/LocalServer.java
//SOURCES codegen/BuiltIn.java
//SOURCES codegen/Difference.java
//SOURCES codegen/Introspection.java
//SOURCES codegen/Merger.java
//SOURCES codegen/Model.java
//SOURCES codegen/Names.java
//SOURCES codegen/SchemaReader.java
//SOURCES codegen/Value.java
//SOURCES codegen/Versions.java
//SOURCES codegen/Words.java
//SOURCES doctor/Check.java
//SOURCES doctor/Containers.java
//SOURCES doctor/Doctor.java
//SOURCES doctor/Host.java
//SOURCES doctor/Programs.java
//SOURCES doctor/Report.java
//SOURCES doctor/Sessions.java
//FILES schemas/v0.20.8.json=../schemas/v0.20.8.json
//FILES schemas/v0.21.8.json=../schemas/v0.21.8.json
//FILES schemas/v1.0.0-beta.10.json=../schemas/v1.0.0-beta.10.json
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Cli;
import daggerkit.console.Console;
import daggerkit.doctor.Doctor;
import daggerkit.doctor.Report;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Show what scripts find on this machine: the screen for a bug report.",
            "",
            "Each line is ok, warn or fail, and says what to do next. Passwords in the addresses of proxies and the"
                + " session's token are not shown. A session is asked for its engine's version; where none runs, one"
                + " is started for that, and ended."
        },
        footer = {
            "",
            "Exit code: 0 if a session can be had, else 69; 64 for wrong usage.",
            "",
            "Examples:",
            "  jbang doctor@catalog",
            "  jbang doctor@catalog --no-session --json"
        })
class doctor implements Callable<Integer> {
    private static final int NO_SESSION = 69;
    private static final int NARROWEST = 60;

    @Mixin
    Cli cli = new Cli();

    @Option(names = "--json", description = "Print a JSON object.")
    boolean json;

    @Option(names = "--no-session", description = "Start no session and ask none; only tell where one would be from.")
    boolean noSession;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long a session may take to start, and again to answer; 30 unless given.")
    int timeout = 30;

    public static void main(String... args) {
        Cli.main(new doctor(), args);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (timeout < 1) {
            throw new Cli.Usage("Cannot use --timeout \"" + timeout + "\": expected a number of seconds from 1 on.");
        }
        Report report = Doctor.examine(System.getenv(), Duration.ofSeconds(timeout), !noSession);
        System.out.print(
                json ? report.json() : report.text(Console.isColorTerminal(1), Math.max(NARROWEST, Console.width())));
        return report.hasSession() ? 0 : NO_SESSION;
    }
}
