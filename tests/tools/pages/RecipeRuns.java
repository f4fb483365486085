package daggerkit;

import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.explain.ExplainServer;
import daggerkit.explain.ExplainedRequest;
import daggerkit.local.LocalServer;
import daggerkit.local.run.LocalOptions;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Runs the recipes, each as a JVM of its own in a folder of its own: compiled together and once in the life of this JVM,
 * two at a time. Thread-safe.
 */
final class RecipeRuns {
    /** What a page shows for the folder that a recipe ran in. */
    static final String SHOWN_FOLDER = "/home/me/project";

    private static RecipeRuns shared;

    private final RecipeClasses classes;
    private final Map<String, Future<Explained>> explained = new HashMap<>();

    /** What a recipe wrote to both streams, how it ended, and the files that it made. */
    record Ran(int code, String output, Map<String, String> made) {}

    /**
     * What a recipe asks for.
     *
     * @param requests what it sent to the newest engine that has all of it
     * @param engines those that have all of it
     * @param problems why the others do not, by engine
     * @param code how it ended with placeholders for answers
     * @param output what it wrote then
     */
    record Explained(
            List<ExplainedRequest> requests,
            List<EngineVersion> engines,
            Map<EngineVersion, String> problems,
            int code,
            String output) {}

    private RecipeRuns() throws IOException {
        classes = new RecipeClasses();
        all(Recipe.all(), RecipeRuns.this::explain).forEach((recipe, run) -> explained.put(recipe.name, run));
    }

    /** All recipes, compiled; the first call does it. */
    static synchronized RecipeRuns shared() {
        if (shared == null) {
            try {
                shared = new RecipeRuns();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        return shared;
    }

    /** Does something with each recipe, two at a time, and gives the results in their order. */
    static <T> Map<Recipe, Future<T>> all(List<Recipe> recipes, Work<T> work) {
        ExecutorService two = Executors.newFixedThreadPool(2);
        Map<Recipe, Future<T>> results = new LinkedHashMap<>();
        for (Recipe recipe : recipes) {
            Callable<T> call = () -> work.on(recipe);
            results.put(recipe, two.submit(call));
        }
        two.shutdown();
        return results;
    }

    /** What is done with a recipe. */
    interface Work<T> {
        T on(Recipe recipe) throws Exception;
    }

    /** The result of work, or what it threw. */
    static <T> T result(Future<T> work) {
        try {
            return work.get();
        } catch (ExecutionException failure) {
            throw new AssertionError(failure.getCause().getMessage(), failure.getCause());
        } catch (InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** What a recipe asks for: asked once, by all tests. */
    Explained explained(Recipe recipe) {
        return result(explained.get(recipe.name));
    }

    /** The requests are the same for every engine as long as they are valid; only if not, the recipe runs again. */
    private Explained explain(Recipe recipe) throws IOException {
        List<EngineVersion> engines = new ArrayList<>();
        Map<EngineVersion, String> problems = new TreeMap<>();
        EngineVersion newest = EngineVersion.newest();
        try (ExplainServer server = ExplainServer.start(o -> o.engine(newest))) {
            Ran ran = run(recipe, server.params(), folder(recipe));
            for (EngineVersion engine : EngineVersion.values()) {
                String problem = problem(server.requests());
                if (engine != newest) {
                    problem = problem(asked(server.requests(), engine));
                    problem = problem == null ? null : problemAlone(recipe, engine);
                }
                if (problem == null) {
                    engines.add(engine);
                } else {
                    problems.put(engine, problem);
                }
            }
            return new Explained(server.requests(), engines, problems, ran.code, ran.output);
        }
    }

    private String problemAlone(Recipe recipe, EngineVersion engine) throws IOException {
        try (ExplainServer server = ExplainServer.start(o -> o.engine(engine))) {
            run(recipe, server.params(), folder(recipe));
            return problem(server.requests());
        }
    }

    /** The same requests as another engine sees them. */
    private static List<ExplainedRequest> asked(List<ExplainedRequest> requests, EngineVersion engine)
            throws IOException {
        try (ExplainServer server = ExplainServer.start(o -> o.engine(engine));
                Api.Client dag = Dagger.connect(server.params())) {
            for (ExplainedRequest request : requests) {
                try {
                    dag.query(request.query(), new ObjectMapper().convertValue(request.variables(), Variables.class));
                } catch (QueryException notValid) {
                    break;
                }
            }
            return server.requests();
        }
    }

    /** So that Jackson knows what a request's variables are. */
    private static final class Variables extends LinkedHashMap<String, Object> {
        private static final long serialVersionUID = 1;
    }

    private static String problem(List<ExplainedRequest> requests) {
        return requests.stream()
                .filter(request -> !request.isValid())
                .map(request -> request.errors().get(0).message())
                .findFirst()
                .orElse(null);
    }

    /** Runs a recipe with the stand-in, whose errors then say what it lacks, or with recorded answers. */
    Ran run(Recipe recipe) throws IOException, InterruptedException {
        Path folder = folder(recipe);
        if (recipe.name.equals(Recipe.MODULE)) {
            return module(recipe, EngineVersion.newest());
        }
        Consumer<LocalOptions> options = o -> o.workdir(folder).environment(environment(recipe));
        try (LocalServer server = LocalServer.start(options);
                RecipeServer elsewhere = new RecipeServer(recipe, Files.createTempDirectory(classes.root, "served"))) {
            Ran ran = run(recipe, elsewhere.real(recipe.args), server.params(), folder);
            return new Ran(ran.code, elsewhere.shown(ran.output), ran.made);
        }
    }

    /** The recorded answer has one field more than the recipe asks for, which changes nothing for it. */
    Ran module(Recipe recipe, EngineVersion engine) throws IOException {
        try (RecordedEngine recorded = new RecordedEngine(engine.toString(), "module-call")) {
            recorded.alsoAs(
                    "{moduleSource(refString:\"./greeter\"){asModule{name serve}}}",
                    RecordingServer.recording(engine.toString(), "module-serve"));
            recorded.alsoAs(
                    "{greeter(from:\"me\"){greet(name:\"you\")}}",
                    RecordingServer.recording(engine.toString(), "module-call"));
            return run(recipe, recorded.params(), folder(recipe));
        }
    }

    private static Map<String, String> environment(Recipe recipe) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(recipe.variables);
        return environment;
    }

    /** A new folder with the files that the recipe needs. */
    private Path folder(Recipe recipe) throws IOException {
        Path folder = Files.createTempDirectory(classes.root, recipe.name);
        Map<String, String> files = new TreeMap<>(recipe.files);
        recipe.others.forEach(path -> files.put(path, ""));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = folder.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return folder;
    }

    /** Runs a recipe without a session, arguments and variables. */
    Ran bare(Recipe recipe) {
        Run.Result result = classes.process(recipe, List.of())
                .in(classes.root)
                .env("PATH", "")
                .run();
        return new Ran(result.code(), result.out(), Map.of());
    }

    private Ran run(Recipe recipe, ConnectParams session, Path folder) throws IOException {
        return run(recipe, recipe.args, session, folder);
    }

    private Ran run(Recipe recipe, List<String> args, ConnectParams session, Path folder) throws IOException {
        Run process = classes.process(recipe, args).in(folder).session(session);
        recipe.variables.forEach(process::env);
        Run.Result result = process.run();
        Map<String, String> made = new LinkedHashMap<>();
        for (String path : recipe.made) {
            Path file = folder.resolve(path);
            made.put(path, Files.exists(file) ? text(file) : null);
        }
        String shown = result.out().replace(folder.toRealPath().toString(), SHOWN_FOLDER);
        return new Ran(result.code(), shown, made);
    }

    /** The text of a file, or nothing for one that is not text. */
    private static String text(Path file) throws IOException {
        return file.toString().endsWith(".tar") ? "" : Files.readString(file);
    }
}
