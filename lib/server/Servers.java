//JAVA 17+
//DEPS com.graphql-java:graphql-java:26.0
//DEPS io.github.java-diff-utils:java-diff-utils:4.16
//SOURCES ../Dagger.java
//SOURCES Args.java
//SOURCES ArgumentCheck.java
//SOURCES Attributes.java
//SOURCES Blanks.java
//SOURCES CacheVolume.java
//SOURCES Changeset.java
//SOURCES ChangesetFields.java
//SOURCES ChildCommand.java
//SOURCES CommandText.java
//SOURCES Comparison.java
//SOURCES Container.java
//SOURCES ContainerExecFields.java
//SOURCES ContainerFields.java
//SOURCES ContainerFileFields.java
//SOURCES Content.java
//SOURCES Digests.java
//SOURCES Directory.java
//SOURCES DirectoryFields.java
//SOURCES DirectoryReadFields.java
//SOURCES Disk.java
//SOURCES EngineRules.java
//SOURCES EngineSchema.java
//SOURCES EngineVersion.java
//SOURCES Entity.java
//SOURCES Exec.java
//SOURCES ExecSession.java
//SOURCES Execution.java
//SOURCES ExplainReport.java
//SOURCES ExplainServer.java
//SOURCES ExplainedRequest.java
//SOURCES ExplainedStep.java
//SOURCES Export.java
//SOURCES FieldException.java
//SOURCES Fields.java
//SOURCES FileFields.java
//SOURCES FileObject.java
//SOURCES FileSystem.java
//SOURCES Filter.java
//SOURCES Folders.java
//SOURCES GraphQLRequest.java
//SOURCES HostCommands.java
//SOURCES HostFields.java
//SOURCES HostFiles.java
//SOURCES HttpConnection.java
//SOURCES HttpInput.java
//SOURCES HttpListener.java
//SOURCES HttpRequest.java
//SOURCES IdNames.java
//SOURCES IdTypes.java
//SOURCES Ids.java
//SOURCES Introspected.java
//SOURCES Isolation.java
//SOURCES Later.java
//SOURCES LocalServer.java
//SOURCES Mount.java
//SOURCES Names.java
//SOURCES NearestRequest.java
//SOURCES Operation.java
//SOURCES Output.java
//SOURCES OwnNetwork.java
//SOURCES Paint.java
//SOURCES Patterns.java
//SOURCES PlaceholderIds.java
//SOURCES Placeholders.java
//SOURCES Plaintexts.java
//SOURCES Plan.java
//SOURCES PlanStep.java
//SOURCES PlanText.java
//SOURCES PrivateRoot.java
//SOURCES Processes.java
//SOURCES QueryFields.java
//SOURCES QueryForm.java
//SOURCES QueryPrinter.java
//SOURCES QueryText.java
//SOURCES QueryTokens.java
//SOURCES RecordServer.java
//SOURCES RecordedRequest.java
//SOURCES Recorder.java
//SOURCES Recording.java
//SOURCES Relay.java
//SOURCES Replacement.java
//SOURCES ReplayServer.java
//SOURCES Reply.java
//SOURCES ReplyStream.java
//SOURCES RequestBody.java
//SOURCES Responses.java
//SOURCES Root.java
//SOURCES RootFolders.java
//SOURCES Running.java
//SOURCES Scrubber.java
//SOURCES Search.java
//SOURCES Secret.java
//SOURCES SecretFields.java
//SOURCES Secrets.java
//SOURCES Service.java
//SOURCES ServiceFields.java
//SOURCES ServiceForwards.java
//SOURCES ServiceHealth.java
//SOURCES ServiceProcess.java
//SOURCES ServiceSlot.java
//SOURCES ServiceUse.java
//SOURCES Services.java
//SOURCES SessionServer.java
//SOURCES Settings.java
//SOURCES Step.java
//SOURCES StepReader.java
//SOURCES Suggestions.java
//SOURCES Tree.java
//SOURCES Upstream.java
//SOURCES ValidationWords.java
//SOURCES ValueText.java
//SOURCES Values.java
//SOURCES VariableRules.java
//FILES schema-v0.20.8.graphql=schema-v0.20.8.graphql
//FILES schema-v0.21.8.graphql=schema-v0.21.8.graphql
//FILES schema-v1.0.0-beta.10.graphql=schema-v1.0.0-beta.10.graphql
package daggerkit.server;

import java.io.IOException;
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
        Servers servers = new Servers(name);
        Thread hook = new Thread(servers::endQuietly, "end of session");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            ChildCommand child = servers.begin(start, command);
            return child == null ? NOT_FOUND : child.waitFor();
        } finally {
            servers.end();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException ending) {
                // Then it is the hook that ends this JVM.
            }
        }
    }

    /** A signal meanwhile waits for the lock, so that it finds everything that is to be ended. */
    private synchronized ChildCommand begin(Callable<? extends SessionServer> start, List<String> command)
            throws Exception {
        if (ended) {
            throw new InterruptedException("told to end before the start");
        }
        server = start.call();
        System.err.println(name + ": " + server.description() + ".");
        try {
            child = ChildCommand.start(command, server.params());
        } catch (IOException failure) {
            System.err.println(name + ": cannot run \"" + command.get(0)
                    + "\": expected a command on the PATH or the path of an executable file.");
        }
        return child;
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
            System.err.println(name + ": cannot clean up: " + failure.getMessage());
        }
    }
}
