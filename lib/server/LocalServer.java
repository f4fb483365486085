package daggerkit.server;

import daggerkit.server.Operation.Rejected;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A stand-in for an engine: validates requests against the schema of a real one, answers as that one does, and runs the
 * commands of {@code withExec} on this host, in a private root where the host gives one. There are no images and no
 * containers: whatever an address says, the programs are the host's. Thread-safe.
 */
public final class LocalServer extends SessionServer {
    private static final int SECONDS_TO_GIVE_UP = 10;

    private final EngineVersion engine;
    private final Future<EngineSchema> schema;
    private final Fields fields;
    private final ExecSession session;

    /**
     * What a stand-in is to be.
     *
     * @param engine the engine whose schema and version it has
     * @param unisolated whether commands run without a private root, with all rights of the user
     * @param searchPath where bubblewrap and unshare are looked for, as PATH has it
     * @param temporary where the session makes its temporary folder
     * @param workdir where the session's client works: paths of the host count from there
     * @param environment the client's, for secrets that are variables
     */
    public record Options(
            EngineVersion engine,
            boolean unisolated,
            String searchPath,
            Path temporary,
            Path workdir,
            Map<String, String> environment) {
        /** Checks that nothing is missing. */
        public Options {
            Objects.requireNonNull(engine, "engine");
            Objects.requireNonNull(searchPath, "searchPath");
            Objects.requireNonNull(temporary, "temporary");
            workdir = workdir.toAbsolutePath().normalize();
            environment = Map.copyOf(environment);
        }

        /**
         * Commands in a private root, its tools on the PATH of this process, its files where temporary ones go; the
         * client works where this process does.
         *
         * @param engine the engine whose schema and version it has
         * @return the options
         */
        public static Options of(EngineVersion engine) {
            String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
            Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
            return new Options(engine, false, path, temporary, Path.of(""), System.getenv());
        }

        /**
         * The same but for the isolation.
         *
         * @return options for commands with all rights of the user
         */
        public Options notIsolated() {
            return new Options(engine, true, searchPath, temporary, workdir, environment);
        }

        /**
         * The same but for where paths of the host count from.
         *
         * @param folder where the session's client works
         * @return options for that client
         */
        public Options in(Path folder) {
            return new Options(engine, unisolated, searchPath, temporary, folder, environment);
        }

        /**
         * The same but for the variables that secrets can be read from.
         *
         * @param variables all of them
         * @return options for a client with that environment
         */
        public Options withEnvironment(Map<String, String> variables) {
            return new Options(engine, unisolated, searchPath, temporary, workdir, variables);
        }

        /** Without the environment, in which there are secrets. */
        @Override
        public String toString() {
            return "Options[engine=" + engine + ", unisolated=" + unisolated + ", workdir=" + workdir + "]";
        }
    }

    private LocalServer(Options options) throws IOException, InterruptedException {
        engine = options.engine;
        // A command takes as long to start as the schema to load.
        schema = executor().submit(() -> EngineSchema.load(options.engine));
        session = ExecSession.open(options);
        fields = new Fields(options.engine, session);
    }

    /**
     * Starts a stand-in.
     *
     * @param options what it is to be
     * @return the server, to be closed: its temporary folder lives as long as it does
     * @throws IOException if there is no port, or no temporary folder
     * @throws InterruptedException if the thread is interrupted while it tries what isolation the host gives
     */
    public static LocalServer start(Options options) throws IOException, InterruptedException {
        LocalServer server = new LocalServer(options);
        server.start();
        return server;
    }

    /**
     * What a stand-in implements; every other field of the schema is an error that names it.
     *
     * @return the names of fields by the name of their type, both in alphabetical order; a newest engine's schema may
     *     lack some that an older one has
     */
    public static SortedMap<String, SortedSet<String>> implemented() {
        return Fields.implemented();
    }

    /**
     * Tries where commands would run, without a server.
     *
     * @param options what a stand-in would be
     * @return a few words: {@code in a private root (bwrap)}, or why there is none
     * @throws IOException if there is no temporary folder
     * @throws InterruptedException if the thread is interrupted meanwhile
     */
    public static String isolation(Options options) throws IOException, InterruptedException {
        Thread trying = Thread.currentThread();
        CountDownLatch over = new CountDownLatch(1);
        // A JVM that is told to end meanwhile would leave the folder: it waits until this is given up.
        Thread hook = new Thread(() -> giveUp(trying, over), "end of isolation");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException ending) {
            throw new InterruptedException("told to end before the start");
        }
        try (ExecSession session = ExecSession.open(options)) {
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
    protected Reply answer(GraphQLRequest request) throws InterruptedException, ExecutionException {
        EngineSchema loaded = schema.get();
        Map<String, Object> response;
        int status = 200;
        try {
            response = new Execution(loaded.graphQL(), fields, loaded.operation(request), executor()).run();
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
        super.close();
        session.close();
    }
}
