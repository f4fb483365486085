//DEPS info.picocli:picocli:4.7.7
//SOURCES Dagger.java
package daggerkit;

import daggerkit.console.Console;
import daggerkit.console.Text;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What the command line of every script has in common, as a picocli mixin: {@code --help}, {@code --version},
 * {@code --verbose}, one sentence for wrong usage, and the exit codes of {@link Dagger#main}.
 *
 * <pre>{@code
 * @Command(name = "uname", description = "Run uname in a container and print what it says.")
 * class uname implements Callable<Integer> {
 *     @Mixin Cli cli = new Cli();
 *
 *     @Option(names = "--image", description = "The image; ${DEFAULT-VALUE} unless given.")
 *     String image = "alpine:latest";
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

    private boolean verbose;

    /** Nothing is asked for yet. */
    public Cli() {}

    /** A script whose arguments end in another command's, as those of {@code dagger run} do. */
    public interface RunsCommand {}

    /** The arguments do not fit: thrown by a script, printed as one sentence with exit code 64. */
    public static final class Usage extends DaggerException {
        private static final long serialVersionUID = 1;

        /**
         * Makes an exception.
         *
         * @param sentence what was given, in quotes, and what is expected
         */
        public Usage(String sentence) {
            super(sentence);
        }
    }

    /**
     * Checks that a file can be read.
     *
     * @param what what is to be read from it, such as {@code the query}
     * @param file the file that the user has given
     * @throws Usage if there is none, it is a folder, or it may not be read
     */
    public static void checkReadable(String what, Path file) {
        String why = !Files.exists(file)
                ? "there is no such file"
                : Files.isDirectory(file) ? "it is a folder" : !Files.isReadable(file) ? "you may not read it" : null;
        if (why != null) {
            throw new Usage("Cannot read " + what + " from \"" + file + "\": " + why + "; expected a readable file.");
        }
    }

    /**
     * Reads a text that has to be UTF-8.
     *
     * @param what what it is, such as {@code the query}
     * @param from where it is from, for the message
     * @param bytes the bytes
     * @return the text, without a byte order mark
     * @throws Usage if it is something else
     */
    public static String utf8(String what, String from, byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.startsWith("\ufeff") ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw new Usage("Cannot read " + what + " from " + from + ": it is not UTF-8; save it as UTF-8 first.");
        }
    }

    @Option(
            names = "--verbose",
            description = "Tell more on standard error; with a failure, also its query and stack trace.")
    private void verbose(boolean more) {
        verbose = more;
        Console.setVerbose(more);
    }

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
     * <p>Without arguments there is nothing to parse, and picocli, whose start takes longer than a request, is not even
     * loaded. So what an option is by default stands in its field and not in the annotation, and a command that cannot do
     * without an argument throws {@link Usage} itself.
     *
     * @param command an object with picocli's {@code @Command} annotation, a field {@code @Mixin Cli cli = new Cli()}, and
     *     the exit code (null for 0) as its result
     * @param args the arguments of {@code main}
     */
    public static void main(Callable<Integer> command, String... args) {
        System.exit(run(command, args));
    }

    /** All of it but the end of the JVM; gives the exit code. */
    static int run(Callable<Integer> command, String... args) {
        Console.useUtf8();
        int code;
        try {
            Integer result = args.length == 0 ? command.call() : Parser.run(command, args);
            code = result == null ? 0 : result;
        } catch (Usage wrong) {
            code = Parser.tell(wrong.getMessage(), new CommandLine(command));
        } catch (Throwable failure) {
            ProgramEnd.tell(failure, System.err, false);
            code = ProgramEnd.code(failure);
        }
        return Console.notWritten() == null ? code : ProgramEnd.written(code, name(command) + ": ");
    }

    private static String name(Callable<Integer> command) {
        Command described = command.getClass().getAnnotation(Command.class);
        return described == null ? command.getClass().getSimpleName() : described.name();
    }

    /** All that needs picocli's classes. */
    private static final class Parser {
        private static final int NARROWEST = 60;
        private static final int WIDEST = 100;

        private Parser() {}

        static int run(Callable<Integer> command, String... args) {
            int width = isHelp(args) ? Math.min(Math.max(Console.width(), NARROWEST), WIDEST) : WIDEST;
            CommandLine line = new CommandLine(command)
                    .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                    .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                    .setUsageHelpWidth(width)
                    .setExpandAtFiles(false) // An argument may begin with @, as a package of npm does.
                    .setStopAtPositional(command instanceof RunsCommand)
                    .setParameterExceptionHandler((wrong, given) -> tell(message(wrong), wrong.getCommandLine()))
                    .setExecutionExceptionHandler((failure, at, parsed) -> {
                        if (failure instanceof Usage) {
                            return tell(failure.getMessage(), at);
                        }
                        ProgramEnd.tell(failure, System.err, parsed.hasMatchedOption("--verbose"));
                        return ProgramEnd.code(failure);
                    });
            line.getCommandSpec().version(line.getCommandName() + " (daggerkit " + Dagger.VERSION + ")");
            UsageMessageSpec help = line.getCommandSpec().usageMessage();
            // What it gives has its variables put in, and what it is given is read for them again.
            help.footer(Arrays.stream(help.footer())
                    .flatMap(text -> example(text, width).stream())
                    .map(text -> text.replace("${", "$${"))
                    .toArray(String[]::new));
            return line.execute(args);
        }

        private static boolean isHelp(String... args) {
            return List.of(args).contains("--help") || List.of(args).contains("-h");
        }

        /** An example that is wider than the help, as one would write it in a shell; other lines as they are. */
        private static List<String> example(String text, int width) {
            if (text.length() <= width || !text.startsWith("  ")) {
                return List.of(text);
            }
            List<String> lines = new ArrayList<>();
            StringBuilder line = new StringBuilder(" ");
            int remark = text.indexOf("    (");
            for (String word :
                    (remark < 0 ? text : text.substring(0, remark)).strip().split(" ")) {
                if (line.length() + 1 + word.length() > width - 2
                        && !line.toString().isBlank()) {
                    lines.add(line + " \\");
                    line = new StringBuilder("     ");
                }
                line.append(' ').append(word);
            }
            lines.add(line.toString());
            if (remark >= 0) {
                lines.add("      " + text.substring(remark).strip());
            }
            return lines;
        }

        /** With what may have been meant. */
        private static String message(ParameterException wrong) {
            if (!(wrong instanceof UnmatchedArgumentException)) {
                return wrong.getMessage();
            }
            UnmatchedArgumentException unknown = (UnmatchedArgumentException) wrong;
            List<String> meant = unknown.isUnknownOption() ? unknown.getSuggestions() : List.of();
            return wrong.getMessage() + (meant.isEmpty() ? "" : "; did you mean " + String.join(" or ", meant) + "?");
        }

        static int tell(String message, CommandLine line) {
            String sentence = Text.oneLine("" + message);
            String end = sentence.endsWith(".") || sentence.endsWith("?") ? "" : ".";
            Console.say(line.getCommandName() + ": " + sentence + end + " See " + line.getCommandName() + " --help.");
            return ProgramEnd.USAGE;
        }
    }
}
