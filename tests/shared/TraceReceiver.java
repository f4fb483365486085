package daggerkit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.ScopeSpans;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.IOException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Receives spans on a free port of 127.0.0.1 and reads them with OpenTelemetry's own classes. Thread-safe. */
final class TraceReceiver implements AutoCloseable {
    static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    static final String PARENT = "b7ad6b7169203331";
    static final String TRACEPARENT = "00-" + TRACE + "-" + PARENT + "-01";

    final Peer peer;

    TraceReceiver() throws IOException {
        peer = Peer.playing(connection -> {
            connection.receive();
            connection.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
        });
    }

    /** The variables that {@code dagger run} sets for spans, and time enough for a machine however busy. */
    Map<String, String> environment() {
        return Map.of(
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
                "http://127.0.0.1:" + peer.port() + "/v1/traces",
                "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
                "http/protobuf",
                "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
                "" + Limits.LONGEST_MILLIS,
                "OTEL_TRACES_EXPORTER",
                "otlp");
    }

    /** A client whose environment has a session, this receiver, and more variables: names and values by turns. */
    Api.Client connect(ConnectParams session, String... more) {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("TRACEPARENT", TRACEPARENT);
        environment.put(ConnectParams.PORT_VARIABLE, "" + session.port());
        environment.put(ConnectParams.TOKEN_VARIABLE, session.token());
        for (int i = 0; i < more.length; i += 2) {
            environment.put(more[i], more[i + 1]);
        }
        return Dagger.connect(o -> o.environment(environment));
    }

    /** Gives them to a process. */
    Run on(Run run) {
        environment().forEach(run::env);
        return run;
    }

    /** What came in each request, in the order in which they came. */
    List<ResourceSpans> received() {
        return peer.requests().stream()
                .map(request -> {
                    try {
                        return ExportTraceServiceRequest.parseFrom(request.body());
                    } catch (InvalidProtocolBufferException e) {
                        throw new AssertionError(e);
                    }
                })
                .flatMap(request -> request.getResourceSpansList().stream())
                .toList();
    }

    /** All spans, each form of one that was sent twice. */
    List<Span> all() {
        return received().stream()
                .flatMap(resource -> resource.getScopeSpansList().stream())
                .map(ScopeSpans::getSpansList)
                .flatMap(List::stream)
                .toList();
    }

    /** The spans by their names, each as it came last. */
    Map<String, Span> spans() {
        Map<String, Span> spans = new LinkedHashMap<>();
        all().forEach(span -> spans.put(span.getName(), span));
        return spans;
    }

    static String id(com.google.protobuf.ByteString id) {
        return HexFormat.of().formatHex(id.toByteArray());
    }

    /**
     * The tree of the spans in the order in which they began, one a line, each two spaces further than the one it belongs to;
     * behind a failed one what went wrong.
     */
    String tree() {
        Map<String, Span> spans = new HashMap<>();
        all().forEach(span -> spans.put(id(span.getSpanId()), span));
        Set<String> known = spans.keySet();
        List<Span> sorted = spans.values().stream()
                .sorted((a, b) -> Long.compareUnsigned(a.getStartTimeUnixNano(), b.getStartTimeUnixNano()))
                .toList();
        return sorted.stream()
                .filter(span -> !known.contains(id(span.getParentSpanId())))
                .map(span -> tree(span, sorted, ""))
                .collect(Collectors.joining());
    }

    private static String tree(Span span, List<Span> all, String indent) {
        boolean isError = span.getStatus().getCode() == Status.StatusCode.STATUS_CODE_ERROR;
        String error = isError ? " ! " + span.getStatus().getMessage() : "";
        return indent + span.getName() + error + "\n"
                + all.stream()
                        .filter(inner -> inner.getParentSpanId().equals(span.getSpanId()))
                        .map(inner -> tree(inner, all, indent + "  "))
                        .collect(Collectors.joining());
    }

    @Override
    public void close() throws IOException {
        peer.close();
    }
}
