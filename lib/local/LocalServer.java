//JAVA 17+
//DEPS com.google.re2j:re2j:1.8
//SOURCES ../schema/EngineSchema.java
// the fields of the API
//SOURCES AddressFields.java
//SOURCES Changeset.java
//SOURCES ChangesetFields.java
//SOURCES ContainerExecFields.java
//SOURCES ContainerFields.java
//SOURCES ContainerFileFields.java
//SOURCES ContainerReadFields.java
//SOURCES DirectoryFields.java
//SOURCES DirectoryReadFields.java
//SOURCES EnvFile.java
//SOURCES EnvFileFields.java
//SOURCES EnvValues.java
//SOURCES EnvWord.java
//SOURCES ErrorFields.java
//SOURCES FileFields.java
//SOURCES FileObject.java
//SOURCES GitFields.java
//SOURCES HostFields.java
//SOURCES HttpFields.java
//SOURCES JsonFields.java
//SOURCES PatchFields.java
//SOURCES QueryFields.java
//SOURCES Repetitions.java
//SOURCES Search.java
//SOURCES SecretFields.java
//SOURCES ServiceFields.java
// how a request is executed
//SOURCES graph/Args.java
//SOURCES graph/ArgumentCheck.java
//SOURCES graph/Entity.java
//SOURCES graph/Execution.java
//SOURCES graph/Fields.java
//SOURCES graph/Ids.java
//SOURCES graph/Platforms.java
// containers, commands and services
//SOURCES run/CacheVolume.java
//SOURCES run/CommandRoot.java
//SOURCES run/Container.java
//SOURCES run/ContainerConfig.java
//SOURCES run/Directory.java
//SOURCES run/Exec.java
//SOURCES run/ExecSession.java
//SOURCES run/LocalOptions.java
//SOURCES run/Owners.java
//SOURCES run/Programs.java
//SOURCES run/Redirects.java
//SOURCES run/RunningService.java
//SOURCES run/Secret.java
//SOURCES run/Service.java
//SOURCES run/ServiceForwards.java
//SOURCES run/ServiceHealth.java
//SOURCES run/ServiceProcess.java
//SOURCES run/ServiceSlot.java
//SOURCES run/ServiceUse.java
//SOURCES run/Services.java
// Git and downloads
//SOURCES git/Download.java
//SOURCES git/Git.java
//SOURCES git/GitClean.java
//SOURCES git/GitDir.java
//SOURCES git/GitProgram.java
//SOURCES git/GitRefs.java
//SOURCES git/GitSource.java
// commands on this host, and what keeps them from it
//SOURCES host/CommandText.java
//SOURCES host/HostCommands.java
//SOURCES host/HostLimits.java
//SOURCES host/HostWatch.java
//SOURCES host/Isolation.java
//SOURCES host/SessionUser.java
//SOURCES host/Output.java
//SOURCES host/OwnNetwork.java
//SOURCES host/PrivateRoot.java
//SOURCES host/Processes.java
//SOURCES host/Relay.java
//SOURCES host/RootFolders.java
//SOURCES host/RootMounts.java
//SOURCES host/RootScripts.java
//SOURCES host/Scrubber.java
//SOURCES host/UserRange.java
// directories and files
//SOURCES files/Attention.java
//SOURCES files/Attributes.java
//SOURCES files/Comparison.java
//SOURCES files/Content.java
//SOURCES files/Copy.java
//SOURCES files/Digests.java
//SOURCES files/Export.java
//SOURCES files/FieldException.java
//SOURCES files/FileNames.java
//SOURCES files/FileStore.java
//SOURCES files/FileSystem.java
//SOURCES files/Filter.java
//SOURCES files/Folders.java
//SOURCES files/Gitignore.java
//SOURCES files/GoText.java
//SOURCES files/HostDir.java
//SOURCES files/HostFiles.java
//SOURCES files/HostIds.java
//SOURCES files/Lazy.java
//SOURCES files/Mount.java
//SOURCES files/Opaque.java
//SOURCES files/Owner.java
//SOURCES files/Patterns.java
//SOURCES files/Place.java
//SOURCES files/Removal.java
//SOURCES files/Replacement.java
//SOURCES files/Tree.java
//SOURCES files/Wildcards.java
package daggerkit.local;

import daggerkit.ConnectParams;
import daggerkit.local.files.Folders;
import daggerkit.local.graph.Execution;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.LocalOptions;
import daggerkit.schema.EngineSchema;
import daggerkit.schema.EngineVersion;
import daggerkit.schema.Operation.Rejected;
import daggerkit.schema.Responses;
import daggerkit.server.GraphQLHandler;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.Leftovers;
import daggerkit.server.Reply;
import daggerkit.server.SessionEndpoint;
import daggerkit.server.SessionServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A stand-in for an engine: validates requests against the schema of a real one, answers as that one does, and runs the
 * commands of {@code withExec} on this host, in a private root where the host gives one. There are no images and no
 * containers: whatever an address says, the programs are the host's. Thread-safe.
 */
public final class LocalServer implements SessionServer {
    private static final int SECONDS_TO_GIVE_UP = 10;
    private static final String FOLDER = "daggerkit-local-";

    private final EngineVersion engine;
    private final SessionEndpoint endpoint;
    private final Future<EngineSchema> schema;
    private final Fields fields;
    private final ExecSession session;

    private LocalServer(LocalOptions options) throws IOException, InterruptedException {
        engine = options.engine();
        endpoint = new SessionEndpoint();
        // A command takes as long to start as the schema to load.
        schema = endpoint.executor().submit(() -> EngineSchema.load(engine));
        try {
            session = open(options);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            endpoint.close();
            throw failure;
        }
        fields = fields(engine, session);
    }

    /** First takes away the folders of those that were killed, who could not do it themselves. */
    private static ExecSession open(LocalOptions options) throws IOException, InterruptedException {
        for (Path left : Leftovers.in(options.temporary(), FOLDER)) {
            try {
                Folders.delete(left.toAbsolutePath());
            } catch (IOException stays) {
                // As it would without us.
            }
        }
        return ExecSession.open(options, FOLDER + Leftovers.mark() + "-");
    }

    /** All that a stand-in has; without a session none of it can be asked for. */
    private static Fields fields(EngineVersion engine, ExecSession session) {
        Fields fields = new Fields(engine);
        QueryFields.add(fields, session);
        ContainerFields.add(fields, session);
        ContainerFileFields.add(fields, session);
        ContainerReadFields.add(fields);
        ContainerExecFields.add(fields, session);
        DirectoryFields.add(fields, session);
        DirectoryReadFields.add(fields, session);
        FileFields.add(fields, session);
        ChangesetFields.add(fields, session);
        GitFields.add(fields, session);
        PatchFields.add(fields, session);
        JsonFields.add(fields);
        EnvFileFields.add(fields, session);
        ErrorFields.add(fields);
        AddressFields.add(fields);
        HostFields.add(fields, session);
        HttpFields.add(fields, session);
        SecretFields.add(fields, session);
        ServiceFields.add(fields, session);
        QueryFields.LOADED.forEach(fields::id);
        return fields;
    }

    /**
     * Starts a stand-in for the newest engine, as {@link #start(Consumer)} does without options.
     *
     * @return the server, to be closed
     * @throws IOException if there is no port, or no temporary folder
     * @throws InterruptedException if the thread is interrupted while it tries what isolation the host gives
     */
    public static LocalServer start() throws IOException, InterruptedException {
        return start(options -> {});
    }

    /**
     * Starts a stand-in.
     *
     * <pre>{@code
     * LocalServer server = LocalServer.start(o -> o.engine("1.0").workdir(Path.of("service")));
     * }</pre>
     *
     * @param options sets what is not to be as by default
     * @return the server, to be closed: its temporary folder lives as long as it does
     * @throws IOException if there is no port, or no temporary folder
     * @throws InterruptedException if the thread is interrupted while it tries what isolation the host gives
     */
    public static LocalServer start(Consumer<LocalOptions> options) throws IOException, InterruptedException {
        LocalServer server = new LocalServer(chosen(options));
        server.endpoint.serve(new GraphQLHandler(server::answer));
        return server;
    }

    private static LocalOptions chosen(Consumer<LocalOptions> options) {
        LocalOptions chosen = new LocalOptions();
        options.accept(chosen);
        return chosen;
    }

    /**
     * What a stand-in implements; every other field of the schema is an error that names it.
     *
     * @return the names of fields by the name of their type, both in alphabetical order; a newest engine's schema may
     *     lack some that an older one has
     */
    public static SortedMap<String, SortedSet<String>> implemented() {
        return fields(EngineVersion.newest(), null).names();
    }

    /**
     * Tries where commands would run, without a server.
     *
     * @param options sets what a stand-in would be
     * @return a few words: {@code in a private root (bwrap)}, or why there is none
     * @throws IOException if there is no temporary folder
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static String isolation(Consumer<LocalOptions> options) throws IOException, InterruptedException {
        Thread trying = Thread.currentThread();
        CountDownLatch over = new CountDownLatch(1);
        // A JVM that is told to end meanwhile would leave the folder: it waits until this is given up.
        Thread hook = new Thread(() -> giveUp(trying, over), "end of isolation");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException ending) {
            throw new InterruptedException("told to end before the start");
        }
        try (ExecSession session = open(chosen(options))) {
            return session.isolation().description();
        } finally {
            over.countDown();
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException ending) {
                // Then the hook is at work.
            }
        }
    }

    private static void giveUp(Thread trying, CountDownLatch over) {
        trying.interrupt();
        try {
            over.await(SECONDS_TO_GIVE_UP, TimeUnit.SECONDS);
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }

    /** That it is a stand-in, where commands run, and that these are not containers. */
    @Override
    public String description() {
        return "a stand-in for Dagger " + engine + "; commands run on this host "
                + session.isolation().description() + "; these are not containers";
    }

    @Override
    public ConnectParams params() {
        return endpoint.params();
    }

    private Reply answer(GraphQLRequest request) throws InterruptedException, ExecutionException {
        EngineSchema loaded = schema.get();
        Map<String, Object> response;
        int status = 200;
        try {
            response = new Execution(loaded.graphQL(), fields, loaded.operation(request), endpoint.executor()).run();
        } catch (Rejected rejected) {
            response = Responses.errors(rejected.errors());
            status = 422;
        }
        Map<String, Object> written = response;
        return new Reply(status, Reply.JSON, out -> Responses.write(written, out));
    }

    /** Ends the commands that run and deletes the temporary folder; closing again does nothing. */
    @Override
    public synchronized void close() throws IOException {
        endpoint.close();
        session.close();
    }
}
