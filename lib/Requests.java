package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.console.Console;
import daggerkit.console.GitHubJob;
import daggerkit.console.LastWords;
import daggerkit.console.RunSummary;
import daggerkit.trace.Trace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends what the clients of one session ask for, and keeps what they have learned of it. Thread-safe. */
final class Requests {
    private final Session session;
    private volatile boolean isUsed;
    private volatile Selection described;
    private final LastWords lastWords = new LastWords(SessionException.class::isInstance); // It ends with the services.
    private final Map<String, String> learned = new ConcurrentHashMap<>();
    /** Null outside GitHub Actions, where not even its class is loaded. */
    private final GitHubJob job;
    /** Null unless somebody wants to be told what ran; not even its class is loaded then. */
    private final RunSummary ran;
    /** How many were told of. */
    private final AtomicInteger number = new AtomicInteger();

    /** Sends through a session, or nothing if it is null. */
    Requests(Session session) {
        this.session = session;
        this.job = session != null && Console.isGithub() ? GitHubJob.CURRENT : null;
        this.ran = session != null && Console.isSummaryWanted() ? RunSummary.CURRENT : null;
    }

    JsonNode send(QueryWriter.Request request, Duration timeout) {
        return send(request.text(), request.variables(), null, timeout, request);
    }

    JsonNode send(String text, Map<String, ?> variables, String operation, Duration timeout) {
        return send(text, variables, operation, timeout, null);
    }

    private JsonNode send(
            String text, Map<String, ?> variables, String operation, Duration timeout, QueryWriter.Request written) {
        if (session == null) {
            throw new SessionException(
                    "Cannot send a query: this client was made by Dagger.unconnected(), to look at queries"
                            + " only; use Dagger.connect().");
        }
        isUsed = true;
        if (ran == null) {
            return noted(text, variables, operation, timeout, written);
        }
        RunSummary.Row row = written == null
                ? ran.begin(firstWords(named(text, operation)), List.of())
                : ran.begin(written.path(), written.commands());
        String how = "failed";
        try {
            JsonNode data = noted(text, variables, operation, timeout, written);
            how = "";
            return data;
        } catch (DaggerException e) {
            how = ProgramEnd.failure(e).result();
            throw e;
        } finally {
            row.end(how);
        }
    }

    private JsonNode noted(
            String text, Map<String, ?> variables, String operation, Duration timeout, QueryWriter.Request written) {
        if (job == null) {
            return ask(text, variables, operation, timeout, written);
        }
        long start = System.nanoTime();
        JsonNode data;
        try {
            data = ask(text, variables, operation, timeout, written);
        } catch (DaggerException e) {
            note(named(text, operation), written, System.nanoTime() - start, ProgramEnd.failure(e));
            throw e;
        }
        note(named(text, operation), written, System.nanoTime() - start, null);
        return data;
    }

    private static String named(String text, String operation) {
        return operation == null ? text : "query " + operation;
    }

    private void note(String text, QueryWriter.Request written, long nanos, GitHubJob.Failure failure) {
        String words = words(text, written);
        job.note(new GitHubJob.Request(words, written != null && written.leaves() == 1, nanos, failure));
    }

    private JsonNode ask(
            String text, Map<String, ?> variables, String operation, Duration timeout, QueryWriter.Request written) {
        long start = System.nanoTime();
        try {
            return session.query(text, variables, operation, timeout);
        } catch (QueryTimeoutException late) {
            throw late.with(null, words(text, written));
        } finally {
            if (Console.isVerbose()) {
                tell(words(text, written), written == null ? 0 : written.leaves(), System.nanoTime() - start);
            }
        }
    }

    /** Tells a person of a request, with the number of its leaves where that is known. */
    private void tell(String words, int leaves, long nanos) {
        String count = leaves == 0 ? "" : leaves == 1 ? "1 leaf, " : leaves + " leaves, ";
        System.err.println("request " + number.incrementAndGet() + ": " + count + nanos / 1_000_000 + " ms: " + words);
    }

    private static String words(String text, QueryWriter.Request written) {
        return written == null ? firstWords(text) : written.words();
    }

    /** What a query that a script has written is called: neither its name nor a field's says what may be secret. */
    static String firstWords(String text) {
        Matcher first = Pattern.compile(
                        "\\s*(?:((?:query|mutation|subscription)\\s+\\w+)|(?:query\\s*)?\\{\\s*(?:\\w+\\s*:\\s*)?(\\w+))")
                .matcher(text);
        return !first.lookingAt() ? "a query" : first.group(1) == null ? first.group(2) : first.group(1);
    }

    /** What is asked once a session; two threads that ask at once may both do it. */
    String learn(String what, Supplier<String> ask) {
        String known = learned.get(what);
        if (known == null) {
            known = ask.get();
            learned.put(what, known);
        }
        return known;
    }

    /** Notes a chain of the typed API that nothing was read of yet. */
    void describe(Selection chain) {
        if (!isUsed) {
            described = chain;
        }
    }

    /** Somebody looks at a chain, or at its text: that may be all that is wanted of it. */
    void look() {
        isUsed = true;
    }

    /** What a program has described last, if it has sent nothing at all; else null. */
    Selection forgotten() {
        return isUsed ? null : described;
    }

    /** Where the spans of a program's own steps go, or null. */
    Trace trace() {
        return session == null ? null : session.trace();
    }

    /** Adds what is to be done before the session ends. */
    void beforeEnd(Runnable words) {
        lastWords.add(words);
    }

    void close() {
        try {
            lastWords.say();
        } finally {
            if (session != null) {
                session.close();
            }
        }
    }
}
