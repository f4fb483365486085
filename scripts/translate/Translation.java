package daggerkit.translate;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.DaggerException;
import daggerkit.console.Text;
import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.Explainer;
import daggerkit.explain.PlanStep;
import daggerkit.schema.EngineVersion;
import daggerkit.server.GraphQLRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;

/**
 * Requests as a Java script that asks the same: typed chains, objects in variables in place of IDs, secrets from the
 * environment, what was read together in one {@code fetch}. What the typed API cannot ask is sent as its text. The same
 * requests give the same script. Thread-safe.
 */
public final class Translation {
    /** What the library asks by itself, once a session: how an object is loaded by its ID. */
    private static final String OF_THE_LIBRARY = "{__type(name:\"Node\"){namekind}}";

    private static final int LONGEST_QUOTE = 50;
    private static final long STACK = 512L << 20;

    private final EngineVersion engine;
    private final List<Asked> asked;
    private Java java;

    /**
     * A request that is to be translated.
     *
     * @param request what was asked
     * @param data what was answered, whose IDs later requests use; null if that were the placeholders of explain
     * @param failure what was answered in its place, or null
     */
    record Asked(ExplainedRequest request, JsonNode data, String failure) {}

    /**
     * What the requests are as statements.
     *
     * @param body the members of the class
     * @param secrets the variables of the environment that are read
     * @param raw how many requests have no typed form
     */
    private record Java(String body, List<String> secrets, int raw) {}

    private Translation(EngineVersion engine, List<Asked> asked) {
        this.engine = engine;
        this.asked = List.copyOf(asked);
    }

    /**
     * Translates what was asked of an {@link daggerkit.explain.ExplainServer}.
     *
     * @param engine whose schema it has
     * @param requests all of them, in their order
     * @return the translation
     */
    public static Translation of(EngineVersion engine, List<ExplainedRequest> requests) {
        return new Translation(
                engine,
                requests.stream().map(each -> new Asked(each, null, null)).toList());
    }

    /**
     * Translates a recording, or what {@code explain --json} has written.
     *
     * @param engine by whose schema the requests are read
     * @param file with a request as JSON in each line, and with its answer if there is one
     * @return the translation
     * @throws daggerkit.DaggerException if the file cannot be read, or is no such file
     */
    public static Translation ofFile(EngineVersion engine, Path file) {
        return inLargeStack(() -> new Translation(engine, RequestFile.read(engine, file)));
    }

    /**
     * The same by the schema of the newest engine that has all of it; if none has, by that of the newest.
     *
     * @param file with a request as JSON in each line, and with its answer if there is one
     * @return the translation
     * @throws daggerkit.DaggerException if the file cannot be read, or is no such file
     */
    public static Translation ofFile(Path file) {
        Translation newest = ofFile(EngineVersion.newest(), file);
        for (int i = EngineVersion.values().length - 2;
                i >= 0 && !newest.notValid().isEmpty();
                i--) {
            Translation older = ofFile(EngineVersion.values()[i], file);
            if (older.notValid().isEmpty()) {
                return older;
            }
        }
        return newest;
    }

    /**
     * Translates a query.
     *
     * @param engine by whose schema it is read
     * @param request the query and its variables
     * @return the translation
     */
    public static Translation ofQuery(EngineVersion engine, GraphQLRequest request) {
        return inLargeStack(() -> {
            ExplainedRequest explained =
                    Explainer.ofOthers(engine).explain(request).explained();
            return new Translation(engine, List.of(new Asked(explained, null, null)));
        });
    }

    /** What is as deep as a query is worked on as deep. */
    private static <T> T inLargeStack(Callable<T> work) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable task = () -> {
            try {
                result.complete(work.call());
            } catch (Exception | StackOverflowError failure) {
                result.completeExceptionally(failure);
            }
        };
        Thread thread = new Thread(null, task, "translation", STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return result.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof DaggerException) {
                throw (DaggerException) failed.getCause();
            }
            throw new DaggerException("Cannot translate the requests: " + failed.getCause() + ".", failed.getCause());
        }
    }

    /** Made when it is wanted first: a picture of the same requests needs none. */
    private synchronized Java java() {
        java = java == null ? inLargeStack(this::translated) : java;
        return java;
    }

    private Java translated() {
        int raw = 0;
        JavaApi api = new JavaApi(engine);
        Chain root = Chain.root();
        RequestReader reader = new RequestReader(api, engine, root);
        List<Consumer<ScriptWriter>> statements = new ArrayList<>();
        List<List<Item>> read = new ArrayList<>();
        for (Asked each : asked) {
            ExplainedRequest request = each.request();
            if (request.query().replaceAll("\\s+", "").equals(OF_THE_LIBRARY)) {
                continue;
            }
            boolean schema =
                    !request.roots().isEmpty() && request.roots().stream().allMatch(PlanStep::isIntrospection);
            if (schema) {
                statements.add(writer -> writer.comment("Left out: " + shortened(request.query())
                        + ", which asks the schema about itself, as clients do for their own use."));
                continue;
            }
            if (each.failure() != null) {
                statements.add(writer -> writer.comment("What follows failed: " + each.failure()));
            }
            try {
                if (!request.isValid()) {
                    throw new Untyped("it is not valid for Dagger " + engine + ": " + problem(request));
                }
                List<Item> items = reader.read(request.roots(), each.data());
                read.add(items);
                statements.add(writer -> writer.request(items));
            } catch (Untyped reason) {
                RawRequest text = new RawRequest(request, reason.getMessage(), reader::object);
                if (each.data() != null) {
                    reader.learn(text, each.data(), "");
                }
                raw++;
                statements.add(writer -> writer.raw(text));
            }
        }
        for (List<Item> items : read) {
            List<Item> needed = Item.ofStatement(items);
            // What is read of one object together is one use of it.
            boolean isOne = needed.stream().map(item -> item.on).distinct().count() == 1;
            (isOne ? needed.subList(0, 1) : needed).forEach(item -> item.on.use());
        }
        ScriptWriter writer = new ScriptWriter(api);
        statements.forEach(statement -> statement.accept(writer));
        return new Java(writer.body(), writer.secrets(), raw);
    }

    /**
     * How many requests there were.
     *
     * @return their number
     */
    public int requests() {
        return asked.size();
    }

    /**
     * What was asked.
     *
     * @return the requests, in their order
     */
    public List<ExplainedRequest> explained() {
        return asked.stream().map(Asked::request).toList();
    }

    /**
     * What the IDs are that a real engine has answered.
     *
     * @return of each one that which explain gives for the same object
     */
    public Map<String, String> ids() {
        Map<String, String> ids = new HashMap<>();
        for (Asked each : asked) {
            if (each.data() != null) {
                RequestFile.answeredIds(
                        each.request().roots(), each.data(), (step, id) -> ids.put(id, "" + step.value()));
            }
        }
        return ids;
    }

    /**
     * Which requests are not valid.
     *
     * @return a sentence for each, with its number if there are several, and what is wrong
     */
    public List<String> notValid() {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < asked.size(); i++) {
            if (!asked.get(i).request().isValid()) {
                String which = asked.size() == 1 ? "the request" : "request " + (i + 1);
                sentences.add(ended(which + " is not valid for Dagger " + engine + ": "
                        + problem(asked.get(i).request())));
            }
        }
        return sentences;
    }

    private static String problem(ExplainedRequest request) {
        return Text.abbreviate(request.errors().get(0).message());
    }

    private static String shortened(String query) {
        String line = query.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_QUOTE ? line : line.substring(0, LONGEST_QUOTE) + "...";
    }

    /** A sentence with its full stop, unless it has an end. */
    static String ended(String sentence) {
        return sentence.matches("(?s).*[.?!]") ? sentence : sentence + ".";
    }

    /**
     * How many requests have no typed form and are sent as their text.
     *
     * @return their number
     */
    public int raw() {
        return java().raw;
    }

    /**
     * The class that a file is named for.
     *
     * @param file its name, with whatever ending
     * @return the name without the ending; {@code pipeline} if that is no class's name
     */
    public static String className(String file) {
        String name = file.replaceFirst("\\.[^.]*$", "").replace('-', '_');
        boolean taken = List.of("Api", "Dagger", "JsonNode", "Leaf", "List", "Map", "Object", "String", "System")
                .contains(name);
        return SourceVersion.isIdentifier(name) && !SourceVersion.isKeyword(name) && !taken ? name : "pipeline";
    }

    /**
     * The whole script.
     *
     * @param name of its class
     * @param library the alias that its //SOURCES line names, such as {@code daggerkit@catalog}
     * @return Java, in ASCII
     */
    public String script(String name, String library) {
        StringBuilder script = new StringBuilder("""
            ///usr/bin/env jbang "$0" "$@" ; exit $?
            //JAVA 17+
            //SOURCES %s
            """.formatted(library));
        Java java = java();
        script.append(head(java));
        for (String used : List.of(
                "com.fasterxml.jackson.databind.JsonNode",
                "daggerkit.Api",
                "daggerkit.Dagger",
                "daggerkit.Leaf",
                "java.util.List",
                "java.util.Map")) {
            String simple = used.substring(used.lastIndexOf('.') + 1);
            boolean needed = simple.equals("Dagger")
                    || Pattern.compile("(?<![\\w\".])" + simple + "\\b(?=[.<: ])")
                            .matcher(withoutTexts(java.body))
                            .find();
            script.append(needed ? "import " + used + ";\n" : "");
        }
        script.append("\nclass ").append(name).append(" {\n");
        return script.append(java.body).append("}\n").toString();
    }

    /** Without literals and comments, in which a name is none. */
    private static String withoutTexts(String code) {
        return code.replaceAll("\"(?:\\\\.|[^\"\\\\])*\"", "\"\"").replaceAll("(?m)^ *//.*$", "");
    }

    private String head(Java java) {
        String count = asked.size() == 1
                ? "a request to Dagger " + engine
                : asked.size() + " requests to Dagger " + engine + ", in their order";
        List<String> lines = new ArrayList<>(List.of(
                "Translated from " + count + ".",
                "What a program did around them cannot be seen in requests: loops and conditions are written out as"
                        + " they went once, and answers are printed."));
        if (!java.secrets.isEmpty()) {
            lines.add("Secrets come from the environment: " + String.join(", ", java.secrets) + ".");
        }
        if (java.raw > 0) {
            lines.add(
                    java.raw == 1
                            ? "A request that the typed API cannot ask is sent as its text."
                            : java.raw + " requests that the typed API cannot ask are sent as their texts.");
        }
        return lines.stream().map(line -> ScriptBody.commentText(line, 0)).collect(Collectors.joining());
    }
}
