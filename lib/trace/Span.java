package daggerkit.trace;

import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One step of a script in a trace. Its IDs are as random as those of OpenTelemetry's own library for Java, which does
 * without a slow source too: they have to differ, not to be secret. Immutable.
 */
public final class Span {
    private static final int INTERNAL = 1;
    private static final int ERROR = 2;
    private static final int HAS_IS_REMOTE = 0x100;
    private static final int IS_REMOTE = 0x200;

    /** What its thread was in before, or null. */
    final Span outer;

    private final Context context;
    private final Context parent;
    private final String name;
    private final long startNanos = System.nanoTime();
    private final long startTime;

    /** What is handed on from span to span: IDs in small hexadecimal digits, W3C's flags, and the state of tracing systems. */
    record Context(String traceId, String spanId, int flags, String state, boolean isRemote) {
        String traceparent() {
            return "00-" + traceId + "-" + spanId + "-" + HexFormat.of().toHexDigits((byte) flags);
        }
    }

    /**
     * Begins now.
     *
     * @param name what it is called
     * @param outer the span that its thread is in, or null
     * @param remote what it belongs to if that is null; null if it begins a trace
     */
    Span(String name, Span outer, Context remote) {
        this.name = name;
        this.outer = outer;
        this.parent = outer == null ? remote : outer.context;
        Instant now = Instant.now();
        startTime = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        String id = random();
        context = parent == null
                ? new Context(random() + random(), id, 1, "", false)
                : new Context(parent.traceId, id, parent.flags, parent.state, false);
    }

    private static String random() {
        long id;
        do {
            id = ThreadLocalRandom.current().nextLong();
        } while (id == 0);
        return HexFormat.of().toHexDigits(id);
    }

    Context context() {
        return context;
    }

    /** The span as it is now: still going on, which has no time of its end. */
    byte[] going() {
        return message().toBytes();
    }

    /** The span, ending now; the error is null if all went well. */
    byte[] ended(String error) {
        Protobuf span = message().fixed64(8, startTime + Math.max(0, System.nanoTime() - startNanos));
        if (error != null) {
            span.message(15, new Protobuf().text(2, error).varint(3, ERROR));
        }
        return span.toBytes();
    }

    /** By the numbers of OpenTelemetry's trace.proto. */
    private Protobuf message() {
        Protobuf span = new Protobuf().bytes(1, bytes(context.traceId)).bytes(2, bytes(context.spanId));
        if (!context.state.isEmpty()) {
            span.text(3, context.state);
        }
        if (parent != null) {
            span.bytes(4, bytes(parent.spanId));
        }
        int remote = parent != null && parent.isRemote ? IS_REMOTE : 0;
        return span.text(5, name)
                .varint(6, INTERNAL)
                .fixed64(7, startTime)
                .fixed32(16, context.flags | HAS_IS_REMOTE | remote);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
