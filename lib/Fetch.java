package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.FetchState.PendingLeaf;
import daggerkit.console.Text;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * One fetch of leaves, in rounds. In a round every path that is not done runs until it reads a leaf whose answer is not
 * known, and is stopped there; then one request asks for all leaves that were read, and the stopped paths run again from
 * their beginning, with the answers. No path ever sees anything but an answer.
 *
 * <p>Before that request the IDs of all objects that are arguments in it are asked for: those that need no other ID in
 * one request, then those that need these, and so on. Used by one thread.
 */
final class Fetch {
    private static final int MOST_ROUNDS = 20;
    private static final ThreadLocal<Fetch> CURRENT = new ThreadLocal<>();
    private static final Unanswered STOP = new Unanswered();

    private final DaggerClient client;
    private final Duration timeout;
    private final long start = System.nanoTime();
    private final FetchState state;
    private final Map<String, PendingLeaf> pending = new LinkedHashMap<>();
    private final Map<Leaf<?>, Object> done = new IdentityHashMap<>();
    private final Map<String, JsonNode> queries = new HashMap<>();
    private final Deque<String> place = new ArrayDeque<>();
    private int stops;
    /** What a path threw that was not stopped; another one around it may have been. */
    private Throwable thrown;

    /** Stops a path; an error, so that a path that catches exceptions does not catch it, and without a stack trace. */
    private static final class Unanswered extends Error {
        private static final long serialVersionUID = 1;

        Unanswered() {
            super("a leaf was read whose answer is not known yet", null, false, false);
        }
    }

    private Fetch(DaggerClient client, Duration timeout) {
        this.client = client;
        this.timeout = timeout;
        this.state = new FetchState(client);
    }

    /** The fetch whose path this thread runs, or null. */
    static Fetch current() {
        return CURRENT.get();
    }

    /** Fetches a leaf; inside a path, as a part of the fetch that runs. */
    static <T> T run(DaggerClient client, Leaf<T> leaf, Duration timeout) {
        Fetch running = CURRENT.get();
        if (running != null) {
            running.require(client);
            return leaf.value(running);
        }
        Fetch fetch = new Fetch(client, timeout);
        CURRENT.set(fetch);
        try {
            return fetch.settle(leaf);
        } finally {
            CURRENT.remove();
        }
    }

    private <T> T settle(Leaf<T> leaf) {
        for (int round = 0; ; round++) {
            try {
                return leaf.value(this);
            } catch (Unanswered stopped) {
                if (round == MOST_ROUNDS) {
                    String last =
                            Branch.steps(pending.values().iterator().next().chain());
                    throw new DaggerException("The fetch does not settle: after " + MOST_ROUNDS
                            + " rounds a path still reads something new. Expected a path that gives the same chain"
                            + " whenever it runs (no time and no random value in it) and that reads the elements of a"
                            + " list with each.\n  It read: " + Text.abbreviate(last));
                }
                ask();
            }
        }
    }

    /** The value of a leaf, which is worked out once. */
    @SuppressWarnings("unchecked")
    <T> T once(Leaf<T> leaf, Supplier<T> value) {
        if (!done.containsKey(leaf)) {
            done.put(leaf, path(value));
        }
        return (T) done.get(leaf);
    }

    /** Runs a path. If it catches what stops it, what it gives or throws then counts for nothing. */
    private <T> T path(Supplier<T> path) {
        int before = stops;
        try {
            T value = path.get();
            if (stops == before) {
                return value;
            }
        } catch (Throwable failure) {
            if (stops == before) {
                thrown = failure;
            }
            if (failure == thrown) {
                throw failure;
            }
        }
        throw STOP;
    }

    /** The values of several parts, of which each runs as far as it can before the first of them stops the whole. */
    List<Object> all(String kind, List<? extends Leaf<?>> parts) {
        List<Object> values = new ArrayList<>(parts.size());
        boolean stopped = false;
        for (int i = 0; i < parts.size(); i++) {
            place.addLast(kind + " " + (i + 1) + " of " + parts.size());
            try {
                values.add(parts.get(i).value(this));
            } catch (Unanswered stop) {
                stopped = true;
            } finally {
                place.removeLast();
            }
        }
        if (stopped) {
            throw STOP;
        }
        return values;
    }

    /** What parts of a leaf are called in messages, here. */
    String kind() {
        return place.isEmpty() ? "branch" : "part";
    }

    /** The number of a list's elements, or -1 if that is not known. */
    int size(Selection list) {
        return state.size(list);
    }

    /**
     * Runs the path of all elements of a list as far as it goes without knowing one of them, so that the first request asks
     * for what each of them reads first, or at least for their number. What it gives is not used: there may be no element.
     * Returns what is to be thrown.
     */
    Error common(Selection list, Supplier<?> path) {
        try {
            path.get();
        } catch (Unanswered | RuntimeException noElement) {
            // It runs again with each element, if there is one.
        }
        if (!state.isAsked(list)) {
            pend(state.find(list.select("id")));
        }
        return stop();
    }

    /** The answer to a chain; stops the path if it is not known. */
    JsonNode answer(DaggerClient session, Selection chain) {
        require(session);
        PendingLeaf leaf = state.find(chain);
        if (state.isAnswered(leaf)) {
            return state.answer(leaf);
        }
        List<PendingLeaf> open =
                state.argumentsOf(leaf).stream().filter(PendingLeaf::isOpen).toList();
        // Each element's object has an ID of its own, so the leaf can be asked for only when the elements are known.
        (open.isEmpty() ? List.of(leaf) : open).forEach(this::pend);
        throw stop();
    }

    /** The answer to a query that a path sends as it is: at once, and once. */
    JsonNode query(DaggerClient session, String text, Map<String, ?> variables, String operation, Duration limit) {
        require(session);
        return queries.computeIfAbsent(
                operation + text + Literal.json(variables, "variables"),
                key -> client.send(text, variables, operation, limit));
    }

    private Unanswered stop() {
        stops++;
        return STOP;
    }

    private void require(DaggerClient other) {
        if (other.requests() != client.requests()) {
            throw new DaggerException(
                    "Cannot read a leaf of another session inside a path: all that a fetch reads lives"
                            + " in one session; fetch the other session's leaf on its own.");
        }
    }

    private void pend(PendingLeaf leaf) {
        pending.computeIfAbsent(leaf.key(), key -> leaf).places().add(String.join(", ", place));
        leaf.node().ask();
    }

    private void ask() {
        try {
            Map<String, PendingLeaf> elements = state.elementsToLoad(pending.values());
            if (!elements.isEmpty()) {
                send(elements.values());
                state.load(elements);
                return;
            }
            for (Map<String, PendingLeaf> ids = ids(); !ids.isEmpty(); ids = ids()) {
                send(ids.values());
            }
            send(pending.values());
        } finally {
            pending.clear();
        }
    }

    /** The IDs that can be asked for now: those that need no other ID that is not known. */
    private Map<String, PendingLeaf> ids() {
        Map<String, PendingLeaf> ready = new LinkedHashMap<>();
        Set<String> seen = new HashSet<>();
        pending.values().forEach(leaf -> ids(leaf, leaf.places(), ready, seen));
        return ready;
    }

    private boolean ids(PendingLeaf leaf, Set<String> places, Map<String, PendingLeaf> ready, Set<String> seen) {
        boolean isReady = true;
        for (PendingLeaf id : state.argumentsOf(leaf)) {
            if (!state.isAnswered(id)) {
                isReady = false;
                id.places().addAll(places);
                if (seen.add(id.key()) && ids(id, places, ready, seen)) {
                    ready.put(id.key(), id);
                }
            }
        }
        return isReady;
    }

    private void send(Collection<PendingLeaf> asked) {
        Collection<PendingLeaf> unknown =
                asked.stream().filter(leaf -> !state.isAnswered(leaf)).toList();
        if (unknown.isEmpty()) {
            return;
        }
        QueryWriter.Request query = state.write(unknown);
        try {
            state.answered(unknown, client.send(query, remaining(query)));
        } catch (QueryException refused) {
            throw FailedBranches.name(refused, unknown);
        } catch (QueryTimeoutException late) {
            throw late.with(timeout, query.words());
        }
    }

    /** The time that is left, or null if there is no limit; throws if none is left. */
    private Duration remaining(QueryWriter.Request query) {
        Duration left = timeout == null ? null : timeout.minusNanos(System.nanoTime() - start);
        if (left != null && (left.isZero() || left.isNegative())) {
            throw new QueryTimeoutException(timeout, query.words(), null);
        }
        return left;
    }
}
