package daggerkit;

import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import daggerkit.translate.Translation;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Requests that are printed as Java, which is compiled, run in this JVM with a session that explains, and asks the same
 * again. All that is added is compiled at once. Used by one thread.
 */
public final class RoundTrips {
    private static final int WIDTH = 120;

    /** What the scripts print is no answer of an engine. */
    public static final PrintStream OUT = new PrintStream(OutputStream.nullOutputStream());

    private static final ThreadLocal<ConnectParams> SESSION = new ThreadLocal<>();

    private final Map<String, Trip> trips = new LinkedHashMap<>();
    private JavaCompilation compiled;

    /** Where a script came from. */
    private record Trip(EngineVersion engine, RequestForms original, Translation translation, String name) {
        String script() {
            return translation.script(name, "daggerkit@catalog");
        }
    }

    /** What a script has in place of {@code Dagger.main}, which would end this JVM. */
    public static void main(Dagger.Body body) throws Exception {
        try (Api.Client dag = Dagger.connect(SESSION.get())) {
            body.run(dag);
        } catch (QueryException notValid) {
            // It is among the requests, as that of the original is, which went no further either.
        }
    }

    /** Adds requests that were asked of a session that explains. */
    void add(String name, EngineVersion engine, List<ExplainedRequest> requests) {
        add(name, engine, RequestForms.of(requests), Translation.of(engine, requests));
    }

    void add(String name, EngineVersion engine, RequestForms original, Translation translation) {
        trips.put(name, new Trip(engine, original, translation, "trip" + trips.size()));
    }

    int size() {
        return trips.size();
    }

    List<String> names() {
        return List.copyOf(trips.keySet());
    }

    /** How many requests all of them read something by. */
    int requests() {
        return trips.values().stream()
                .mapToInt(trip -> trip.original.read.size())
                .sum();
    }

    /** How many of the requests have no typed form. */
    int raw() {
        return trips.values().stream().mapToInt(trip -> trip.translation.raw()).sum();
    }

    String script(String name) {
        return trips.get(name).script();
    }

    /** As {@link #check}, and the requests for IDs alone are the same, each in its place. */
    List<ExplainedRequest> checkExactly(String name) throws Exception {
        List<ExplainedRequest> requests = check(name);
        same(
                String.join("\n", trips.get(name).original.all),
                String.join("\n", RequestForms.of(requests).all),
                "all requests of " + script(name));
        return requests;
    }

    /** Runs a script, and compares what it asks with what was asked; gives what it asked. */
    List<ExplainedRequest> check(String name) throws Exception {
        Trip trip = trips.get(name);
        String script = trip.script();
        same("", script.replaceAll("[\\x00-\\x7f]", ""), "what is not ASCII of " + script);
        same(List.of(), script.lines().filter(line -> line.length() > WIDTH).toList(), "lines wider than " + WIDTH);
        List<ExplainedRequest> requests = run(name);
        RequestForms again = RequestForms.of(requests);
        same(String.join("\n", trip.original.read), String.join("\n", again.read), "the requests of " + script);
        List<String> missing = new ArrayList<>(trip.original.unused);
        missing.removeAll(again.objects);
        same(List.of(), missing, "IDs that are not asked for by " + script);
        List<String> more = new ArrayList<>(again.objects);
        more.removeAll(trip.original.objects);
        more.removeIf(object -> object.startsWith("<")); // of which only the ID is known
        same(List.of(), more, "objects that were not asked for, by " + script);
        return requests;
    }

    /** Runs a script, and gives what it asks. */
    List<ExplainedRequest> run(String name) throws Exception {
        compile();
        return asked(trips.get(name));
    }

    private static void same(Object expected, Object actual, String what) {
        if (!expected.equals(actual)) {
            throw new AssertionError(what + "\n expected: " + expected + "\n but was:  " + actual);
        }
    }

    private List<ExplainedRequest> asked(Trip trip) throws Exception {
        try (ExplainingServer server = ExplainingServer.start(trip.engine)) {
            SESSION.set(server.params());
            Method main = compiled.load(trip.name).getDeclaredMethod("main", String[].class);
            main.setAccessible(true); // a script's class is not public
            try {
                main.invoke(null, (Object) new String[0]);
            } catch (InvocationTargetException thrown) {
                List<ExplainedRequest> all = server.requests();
                String last =
                        all.isEmpty() ? "nothing" : all.get(all.size() - 1).query();
                throw new AssertionError(
                        thrown.getCause() + "\nafter " + last + "\nin " + trip.script(), thrown.getCause());
            }
            return server.requests();
        }
    }

    private void compile() {
        if (compiled == null) {
            Map<String, String> sources = new LinkedHashMap<>();
            for (Trip trip : trips.values()) {
                sources.put(trip.name, runnable(trip.script()));
            }
            compiled = JavaCompilation.of(sources, "all,-deprecation"); // what was asked may be deprecated
        }
    }

    /** A list has one element in a session that explains, and there is no secret in the environment. */
    private static String runnable(String script) {
        String throwing = "public static void main(String... args) throws Exception {";
        return Pattern.compile(
                        "\"(?:\\\\.|[^\"\\\\])*\"|(?m)^import daggerkit.Dagger;$|^    public static void main\\(.*$"
                                + "|System\\.out\\.|Dagger\\.main\\(|System\\.getenv\\(|\\.get\\([0-9]+\\)")
                .matcher(script)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group().strip().replaceAll("[(0-9)]+$", "")) {
                            case "import daggerkit.Dagger;" -> "";
                            case "Dagger.main" -> "daggerkit.RoundTrips.main(";
                            case "System.getenv" -> "String.valueOf(";
                            case "System.out." -> "daggerkit.RoundTrips.OUT.";
                            case ".get" -> ".get(0)";
                            default -> found.group().startsWith("\"") ? found.group() : throwing;
                        }));
    }
}
