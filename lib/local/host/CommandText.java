package daggerkit.local.host;

import daggerkit.local.files.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A step's command as shell text in a file. Arguments given to {@link ProcessBuilder} lose all but ASCII in a process
 * without a locale, and everyone on the host can read a command line. The set-up evaluates the text with file
 * descriptor 5 for the command's standard error, 6 for the text itself, and 2 for its own log.
 */
final class CommandText {
    /** Evaluates the text; nothing of the pipeline stands on this command line. */
    static final String EVALUATE = "eval \"$(cat <&6)\"";

    /** The line in the log that says that the set-up is done and the command's turn has come. */
    private static final String READY = "ready";

    /** Where the set-up finds its tools: never on the PATH of the pipeline, nor on the user's. */
    private static final String PATH = "/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * Looks the command up and says what the engine says if it is not there: recording {@code exec-error-not-found}.
     */
    private static final String FIND = """
        found= wrong=
        case $1 in
        */*)
            found=$1
            if [ ! -e "$1" ]; then wrong="no such file or directory"
            elif [ -d "$1" ] || [ ! -x "$1" ]; then wrong="permission denied"; fi
            [ -z "$wrong" ] || echo "fork/exec $1: $wrong" >&5 ;;
        *)
            IFS=:
            for folder in $PATH; do
                if [ -f "$folder/$1" ] && [ -x "$folder/$1" ]; then found=$folder/$1; break; fi
            done
            unset IFS
            [ -n "$found" ] || echo "exec: \\"$1\\": executable file not found in \\$PATH" >&5 ;;
        esac
        echo ready >&2
        if [ -z "$found" ] || [ -n "$wrong" ]; then exit 1; fi
        """;

    private CommandText() {}

    /** Writes {@code NUMBER.run} into a folder. */
    static void write(Path folder, Isolation.Step step, String workdir) throws IOException {
        StringBuilder text = new StringBuilder("exec 6<&-\n");
        text.append("cd -- ").append(quote(workdir)).append(" || exit 1\nset --");
        step.args().forEach(arg -> text.append(' ').append(quote(arg)));
        String path = step.environment().getOrDefault("PATH", "");
        text.append("\nPATH=").append(quote(step.secrets().getOrDefault("PATH", path)));
        text.append('\n').append(FIND).append("PATH=").append(PATH);
        // In a subshell, for else the shell's own word on a killed command would go to the command's standard error.
        // And env is looked up before a secret can be the PATH.
        text.append("\n(exec 2>&5 5>&-; set -- \"$(command -v env)\"");
        for (String name : List.of("PATH", "PWD", "OLDPWD", "SHLVL", "_")) {
            text.append(step.secrets().containsKey(name) ? "" : " -u " + name);
        }
        step.environment().forEach((name, value) -> text.append(' ').append(quote(name + "=" + value)));
        text.append(" \"$@\";");
        // The process has no environment but ours and what shells add; a secret's place is on no command line.
        step.secrets().forEach((name, value) -> text.append(" export ").append(name + "=" + quote(value) + ";"));
        text.append(" exec \"$@\")\nexit $?\n");
        write(folder.resolve(step.number() + ".run"), text);
    }

    /** Writes a file that the command's user can read. */
    static void write(Path file, CharSequence text) throws IOException {
        Files.writeString(file, text);
        file.toFile().setReadable(true, false);
    }

    /** A process whose working directory is the folder and whose environment has nothing of ours. */
    static ProcessBuilder process(Path folder, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(Folders.found(command, PATH)).directory(folder.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", PATH);
        return builder;
    }

    /** What the log says if it lacks the line {@link #READY}, or null. */
    static String setUpFailure(Path folder, Isolation.Step step, Path stderr) throws IOException {
        Path log = folder.resolve(step.number() + ".log");
        String text = Files.exists(log) ? Files.readString(log) : "";
        if (text.lines().anyMatch(READY::equals)) {
            return null;
        }
        String reason =
                (text + Files.readString(stderr)).strip().lines().findFirst().orElse("it said nothing");
        return reason.replaceFirst("^sh: \\d+: ", "");
    }

    /** A text as one word of the shell. */
    static String quote(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
