//JAVA 17+
//DEPS com.graphql-java:graphql-java:26.0
//SOURCES ../Dagger.java
//SOURCES ChildCommand.java
//SOURCES GraphQLHandler.java
//SOURCES GraphQLRequest.java
//SOURCES HttpConnection.java
//SOURCES HttpInput.java
//SOURCES HttpListener.java
//SOURCES HttpRequest.java
//SOURCES Leftovers.java
//SOURCES QueryParser.java
//SOURCES Reply.java
//SOURCES ReplyStream.java
//SOURCES RequestBody.java
//SOURCES SessionEndpoint.java
//SOURCES SessionServer.java
//SOURCES Upstream.java
package daggerkit.server;

import daggerkit.console.AtEnd;
import daggerkit.console.Console;
import daggerkit.console.PeerText;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.Callable;

/** The session servers' umbrella, and what their scripts have in common: the shape of {@code dagger run}. */
public final class Servers {
    private static final int NOT_FOUND = 127;

    private final String name;
    private SessionServer server;
    private ChildCommand child;
    private boolean ended;

    private Servers(String name) {
        this.name = name;
    }

    /**
     * Starts a server, says on standard error what it is, runs a command in its session, and closes it; all that also
     * when this JVM is told to end, by Ctrl-C or a signal.
     *
     * @param name the script's name, for what it says
     * @param start starts the server
     * @param command the command with its arguments
     * @return the command's exit code; 128 + N if signal N ended it; 127 if it could not be started
     * @throws Exception what {@code start} throws, or if the server leaves something behind
     */
    public static int run(String name, Callable<? extends SessionServer> start, List<String> command) throws Exception {
        return run(name, start, command, null);
    }

    /**
     * The same, with the command's standard output somewhere else.
     *
     * @param name the script's name, for what it says
     * @param start starts the server
     * @param command the command with its arguments
     * @param out where its standard output goes, or null if that is ours
     * @return as {@link #run(String, Callable, List)}
     * @throws Exception as it throws
     */
    public static int run(String name, Callable<? extends SessionServer> start, List<String> command, OutputStream out)
            throws Exception {
        Servers servers = new Servers(name);
        // The command may have something to say, for which it needs the session that a server has of its own.
        Runnable forget = AtEnd.add(AtEnd.Stage.LAST_WORDS, servers::endQuietly);
        try {
            ChildCommand child = servers.begin(start, command, out);
            return child == null ? NOT_FOUND : child.waitFor();
        } finally {
            servers.end();
            forget.run();
        }
    }

    /** A signal meanwhile waits for the lock, so that it finds everything that is to be ended. */
    private synchronized ChildCommand begin(
            Callable<? extends SessionServer> start, List<String> command, OutputStream out) throws Exception {
        if (ended) {
            throw new InterruptedException("told to end before the start");
        }
        server = start.call();
        say(server.description() + ".");
        try {
            child = ChildCommand.start(command, server.params(), out);
        } catch (IOException failure) {
            say("cannot run \"" + command.get(0)
                    + "\": expected a command on the PATH or the path of an executable file.");
        }
        return child;
    }

    private void say(String sentence) {
        String token = server == null ? "" : server.params().token();
        Console.say(name + ": " + PeerText.shown(sentence, token));
    }

    private synchronized void end() throws IOException, InterruptedException {
        ended = true;
        try {
            if (child != null) {
                child.stop();
            }
        } finally {
            if (server != null) {
                server.close();
            }
        }
    }

    private void endQuietly() {
        try {
            end();
        } catch (IOException | InterruptedException failure) {
            say("cannot clean up: " + failure.getMessage());
        }
    }
}
