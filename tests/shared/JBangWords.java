package daggerkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What tests read in the words of JBang, in all forms that its versions have. Stateless. */
final class JBangWords {
    /** 0.132.1 indents a command by two spaces; 0.141 by four, and colours it for whatever reads it. */
    private static final Pattern COMMAND = Pattern.compile("(?m)^ {2,4}([a-z][a-z-]*) {2,}[A-Z]");

    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private JBangWords() {}

    /** The commands of the JBang that {@code ./jbang} runs, by its help. */
    static Set<String> commands() {
        Run.Result help = Run.command("./jbang", "--help").run();
        Set<String> commands = new TreeSet<>();
        Matcher command =
                COMMAND.matcher(COLOUR.matcher(help.out() + help.err()).replaceAll(""));
        while (command.find()) {
            commands.add(command.group(1));
        }
        assertTrue(commands.containsAll(List.of("run", "build", "edit", "export", "wrapper")), help.toString());
        return commands;
    }
}
