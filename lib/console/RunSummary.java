package daggerkit.console;

import java.util.ArrayList;
import java.util.List;

/**
 * What ran, told on standard error when the JVM ends, however it does: each request with its commands and its time, and
 * of a command whether it was cached, where the engine's progress is known. It shows what it is told, which has to be free
 * of secrets. Where nobody wants it this class is not even loaded. Thread-safe.
 */
public final class RunSummary {
    /** Set to anything, it asks for the summary. */
    public static final String VARIABLE = "DAGGERKIT_SUMMARY";

    /** So many requests from the beginning and as many from the end. */
    private static final int MOST_ROWS = 100;

    private static final int MOST_COMMANDS = 20;
    private static final int MOST_OUTCOMES = 2_000;

    /** That of this JVM. */
    public static final RunSummary CURRENT = new RunSummary();

    private final FirstAndLast<Row> rows = new FirstAndLast<>(MOST_ROWS);
    private final List<Outcome> outcomes = new ArrayList<>();
    private boolean written;

    /** A request. */
    public final class Row {
        private final int number;
        private final String what;
        private final List<String> commands;
        private final long start = System.nanoTime();
        private long nanos;
        /** Empty if it was answered, null if that is still waited for. */
        private String failure;

        private Row(int number, String what, List<String> commands) {
            this.number = number;
            this.what = what;
            this.commands = commands;
        }

        /**
         * The request has ended.
         *
         * @param how it failed, in a word or two, or an empty text
         */
        public void end(String how) {
            synchronized (RunSummary.this) {
                nanos = System.nanoTime() - start;
                failure = how;
            }
        }
    }

    /** How a command ended, as the engine's progress tells it. */
    private static final class Outcome {
        private final String key;
        private final String text;
        private boolean isTold;

        Outcome(String key, String text) {
            this.key = key;
            this.text = text;
        }

        /** The engine quotes as a shell needs it, not always as we do, and may cut what is long. */
        boolean isOf(String command) {
            return key.endsWith("...")
                    ? command.startsWith(key.substring(0, key.length() - "...".length()))
                    : key.equals(command);
        }
    }

    private RunSummary() {
        try {
            AtEnd.add(AtEnd.Stage.SUMMARY, this::tell);
        } catch (IllegalStateException e) {
            written = true; // The JVM is ending already.
        }
    }

    /**
     * A request begins.
     *
     * @param what it in a few words
     * @param commands what it runs, each as one would type it into a shell
     * @return is to be told when it has ended
     */
    public synchronized Row begin(String what, List<String> commands) {
        Row row = new Row(rows.count() + 1, what, List.copyOf(commands));
        rows.add(row);
        return row;
    }

    /**
     * For the standard error of a session of our own.
     *
     * @return reads it, by one thread
     */
    public EngineProgress progress() {
        return new EngineProgress(this::ended);
    }

    private synchronized void ended(String call, String state, String time) {
        if (call.startsWith("withExec ") && outcomes.size() < MOST_OUTCOMES) {
            String text = state.equals("CACHED") ? "cached" : state.equals("DONE") ? time : state + " " + time;
            outcomes.add(new Outcome(key(call.substring("withExec ".length())), text));
        }
    }

    private static String key(String command) {
        return command.replaceAll("['\"\\\\\\s]", "").replace("\u2026", "...");
    }

    private synchronized void tell() {
        int requests = rows.count();
        if (written || requests == 0) {
            return;
        }
        written = true;
        long now = System.nanoTime();
        StringBuilder text = new StringBuilder("What ran: " + requests + (requests == 1 ? " request" : " requests"));
        rows.tell(
                row -> tell(text, row, now),
                left -> text.append("\n  [").append(left).append(" more]"));
        System.err.println(PeerText.shown(text.toString()));
    }

    private void tell(StringBuilder text, Row row, long now) {
        String head = "\n" + " ".repeat(Math.max(0, 3 - ("" + row.number).length())) + row.number + "  ";
        boolean isOver = row.failure != null;
        text.append(head)
                .append(Text.took(isOver ? row.nanos : now - row.start))
                .append("  ");
        text.append(Text.abbreviate(row.what));
        text.append(isOver ? row.failure.isEmpty() ? "" : ": " + row.failure : ": not ended");
        for (String command : row.commands.subList(0, Math.min(row.commands.size(), MOST_COMMANDS))) {
            text.append("\n       $ ").append(Text.abbreviate(command));
            String key = key(command);
            for (Outcome outcome : outcomes) {
                if (!outcome.isTold && outcome.isOf(key)) {
                    outcome.isTold = true;
                    text.append("  (").append(outcome.text).append(')');
                    break;
                }
            }
        }
        int more = row.commands.size() - MOST_COMMANDS;
        text.append(more > 0 ? "\n       [" + more + " more commands]" : "");
    }
}
