//JAVA 17+
//SOURCES ../Dagger.java
//SOURCES Execution.java
//SOURCES ExecutionProvider.java
//SOURCES Imports.java
//SOURCES Pipe.java
//SOURCES Sources.java
//SOURCES Terminal.java
//SOURCES Values.java
//FILES META-INF/services/jdk.jshell.spi.ExecutionControlProvider=provider
//FILES sources/daggerkit/Api.java=../Api.java
//FILES sources/daggerkit/ApiObject.java=../ApiObject.java
//FILES sources/daggerkit/Arities.java=../Arities.java
//FILES sources/daggerkit/Dagger.java=../Dagger.java
//FILES sources/daggerkit/DaggerClient.java=../DaggerClient.java
//FILES sources/daggerkit/DaggerException.java=../DaggerException.java
//FILES sources/daggerkit/ExecException.java=../ExecException.java
//FILES sources/daggerkit/Leaf.java=../Leaf.java
//FILES sources/daggerkit/Leaves.java=../Leaves.java
//FILES sources/daggerkit/ModuleObject.java=../ModuleObject.java
//FILES sources/daggerkit/QueryException.java=../QueryException.java
//FILES sources/daggerkit/Selection.java=../Selection.java
package daggerkit.shell;

import daggerkit.Api;
import daggerkit.DaggerException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;

/**
 * JShell with a connected client: in a terminal with JShell's own line editor, or for code that comes from a file or a
 * pipe. Code runs in this JVM. What the shell's own code reads of it is static, since a JVM has one shell.
 *
 * <p>Used by one thread.
 */
public final class Shell {
    private static volatile Api.Client client;
    private static volatile Throwable failure;

    private Shell() {}

    /**
     * The client that the shell works with: its variable {@code dag} is it.
     *
     * @return the connected client, or null before there is a shell
     */
    public static Api.Client client() {
        return client;
    }

    /**
     * What failed last, with all that it tells: the shell in a terminal shows only three lines of it.
     *
     * @return the exception that a line of the shell threw, or null
     */
    public static Throwable failure() {
        return failure;
    }

    /** Keeps what was thrown for {@link #failure()}. */
    static void failed(Throwable thrown) {
        failure = thrown;
    }

    /**
     * Reads and runs lines from the terminal until {@code /exit} or Ctrl-D. Ctrl-C ends a call that runs. A failure is
     * shown and is not the end.
     *
     * @param dag the client, which stays open
     * @param files code to run first
     * @param verbose whether a failure also shows its query and stack trace
     * @return the exit code that {@code /exit} was given, or 0
     * @throws Exception if JShell cannot be started
     */
    public static int terminal(Api.Client dag, List<Path> files, boolean verbose) throws Exception {
        client = dag;
        return Terminal.run(files, verbose);
    }

    /**
     * Some code in JShell's Java.
     *
     * @param name what it is called in messages, such as {@code "build.jsh"}
     * @param text where it comes from, read to its end unless that is not needed
     */
    public record Code(String name, Reader text) {}

    /**
     * Runs code without a terminal, statement by statement as it comes, up to its end, an {@code /exit} or the first
     * failure. Values of expressions go to standard output, each with a line break behind it.
     *
     * @param dag the client, which stays open
     * @param code what to run, one after the other
     * @return the exit code that {@code /exit} was given, or 0
     * @throws DaggerException if a statement does not compile, or fails
     * @throws IOException if the code cannot be read
     */
    public static int run(Api.Client dag, List<Code> code) throws IOException {
        client = dag;
        return Pipe.run(code);
    }
}
