//DEPS info.picocli:picocli:4.7.7
//SOURCES Dagger.java
package daggerkit;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/**
 * What the command line of every script has in common, as a picocli mixin: {@code --help}, {@code --version},
 * {@code --verbose}, one sentence for wrong usage, and the exit codes of {@link Dagger#main}.
 *
 * <pre>{@code
 * @Command(name = "uname", description = "Run uname in a container and print what it says.")
 * class uname implements Callable<Integer> {
 *     @Mixin Cli cli;
 *
 *     public static void main(String... args) {
 *         Cli.main(new uname(), args);
 *     }
 * }
 * }</pre>
 *
 * <p>Used by one thread.
 */
public final class Cli {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Print the version and exit.")
    private boolean version;

    @Option(names = "--verbose", description = "Tell more on standard error; with a failure, also its query and stack trace.")
    private boolean verbose;

    /** Made by picocli. */
    public Cli() {}

    /**
     * Whether the user wants to be told more.
     *
     * @return true with {@code --verbose}
     */
    public boolean verbose() {
        return verbose;
    }

    /**
     * Parses the arguments, runs the command and ends the JVM: with the command's result, 64 and one sentence for wrong
     * usage, or the exit code that {@link Dagger#main} has for the failure that was thrown.
     *
     * @param command an object with picocli's {@code @Command} annotation, a field {@code @Mixin Cli}, and the exit code
     *     (or null) as its result
     * @param args the arguments of {@code main}
     */
    public static void main(Callable<Integer> command, String... args) {
        Text.useUtf8();
        System.exit(execute(command, args));
    }

    private static int execute(Callable<Integer> command, String... args) {
        CommandLine line = new CommandLine(command)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(100)
                .setStopAtPositional(command instanceof RunsCommand)
                .setParameterExceptionHandler((wrong, arguments) -> usage(wrong))
                .setExecutionExceptionHandler((failure, at, parsed) -> {
                    Failure.print(failure, System.err, parsed.hasMatchedOption("--verbose"));
                    return Failure.exitCode(failure);
                });
        line.getCommandSpec().version(line.getCommandName() + " (daggerkit " + Dagger.VERSION + ")");
        return line.execute(args);
    }

    /** A script whose arguments end in another command's, as {@code dagger run} has them. */
    public interface RunsCommand {}

    private static int usage(CommandLine.ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        String sentence = Text.oneLine("" + wrong.getMessage());
        line.getErr().println(line.getCommandName() + ": " + sentence + (sentence.matches(".*[.?]") ? "" : ".") + " See "
                + line.getCommandName() + " --help.");
        return Failure.USAGE;
    }
}
