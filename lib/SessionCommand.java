package daggerkit;

import daggerkit.console.Catalog;
import daggerkit.console.Programs;
import daggerkit.console.Text;
import daggerkit.download.CliDownload;
import daggerkit.download.DownloadException;
import daggerkit.download.Target;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The command line of {@code dagger session}: which {@code dagger}, where, with what environment. */
final class SessionCommand {
    /** Names the command to start; read by every Dagger client. */
    static final String CLI_VARIABLE = "_EXPERIMENTAL_DAGGER_CLI_BIN";

    /** The version of this library, which the engine is told. */
    static final String VERSION = "0.1.0";

    private SessionCommand() {}

    /**
     * Finds the command and checks what can be checked before it starts. Only flags that every CLI from 0.9 to 1.0 knows.
     *
     * @throws SessionException if there is no such command or no such work folder
     */
    static ProcessBuilder of(ConnectOptions options) {
        String cli = find(options);
        Path workdir = (options.workdir() == null ? Path.of("") : options.workdir()).toAbsolutePath();
        if (!Files.isDirectory(workdir)) {
            throw new SessionException("Cannot start a session in \"" + workdir + "\": expected an existing folder.");
        }
        ProcessBuilder builder = new ProcessBuilder(
                cli,
                "session",
                "--workdir",
                workdir.toString(),
                "--label",
                "dagger.io/sdk.name:daggerkit",
                "--label",
                "dagger.io/sdk.version:" + VERSION);
        if (!options.environment().equals(System.getenv())) {
            // Copied only if it differs: as a Java text, a value that the locale cannot express would lose its bytes.
            builder.environment().clear();
            builder.environment().putAll(options.environment());
        }
        return builder;
    }

    private static String find(ConnectOptions options) {
        Map<String, String> environment = options.environment();
        String asked = options.cli() == null ? environment.get(CLI_VARIABLE) : options.cli();
        if (asked == null && options.version() != null) {
            return Fetched.program(options);
        }
        if (asked == null) {
            String found = Programs.onPath("dagger", environment);
            if (found == null) {
                throw new SessionException(
                        Catalog.named("There is no Dagger session here (" + ConnectParams.PORT_VARIABLE
                                + " and " + ConnectParams.TOKEN_VARIABLE
                                + " are not set) and no `dagger` on PATH to start one: start this command with `dagger"
                                + " run ...`; or install Dagger (https://docs.dagger.io/install), or let `jbang"
                                + " dagger@catalog run ...` fetch it; or, to try it without, start this command with"
                                + " `jbang local@catalog ...`."));
            }
            return found;
        }
        String tried = "Cannot start a session with " + (options.cli() == null ? CLI_VARIABLE + "=" : "the command ")
                + "\"" + Text.oneLine(asked) + "\": ";
        boolean isPath = asked.indexOf('/') >= 0 || asked.indexOf(File.separatorChar) >= 0;
        String found = isPath ? asked : Programs.onPath(asked, environment);
        if (found == null || !new File(found).isFile()) {
            throw new SessionException(tried + "there is no such file; expected the path of the `dagger` command.");
        }
        if (!new File(found).canExecute()) {
            throw new SessionException(tried + "it is not executable.");
        }
        return found;
    }

    /** A class of its own, without which the JVM would load those of the download whenever it looks at this one. */
    private static final class Fetched {
        private Fetched() {}

        static String program(ConnectOptions options) {
            try {
                return CliDownload.of(options.version(), options.mirror(), Target.here(), options.environment())
                        .get(options.progress() == null ? System.err : options.progress())
                        .toString();
            } catch (DownloadException failure) {
                throw new SessionException(failure.getMessage(), failure);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                throw new SessionException("The download of the dagger command was interrupted.", stopped);
            }
        }
    }
}
