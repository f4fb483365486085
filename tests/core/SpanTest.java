package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.opentelemetry.proto.common.v1.KeyValue;
import io.opentelemetry.proto.resource.v1.Resource;
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A script's own steps in a trace, as a receiver gets them that reads them with OpenTelemetry's classes. */
class SpanTest extends SpanSession {
    private static final String TRACE = TraceReceiver.TRACE;
    private static final String PARENT = TraceReceiver.PARENT;
    private static final String TRACEPARENT = TraceReceiver.TRACEPARENT;

    private static String traceparent(Span span) {
        return "00-" + TraceReceiver.id(span.getTraceId()) + "-" + TraceReceiver.id(span.getSpanId()) + "-01";
    }

    private static Map<String, String> attributes(Resource resource) {
        return resource.getAttributesList().stream()
                .collect(Collectors.toMap(
                        KeyValue::getKey, attribute -> attribute.getValue().getStringValue()));
    }

    @Test
    void steps_are_a_tree_below_the_span_that_started_the_script() throws IOException {
        try (Api.Client dag = connect()) {
            String version = dag.span("build", () -> {
                dag.span("compile", () -> dag.query("{a}"));
                dag.span("test", () -> {
                    dag.span("unit", () -> {});
                    dag.query("{b}");
                });
                return dag.version();
            });
            assertEquals("v1", version);
            dag.span("publish", () -> dag.query("{c}"));
        }
        assertEquals("build\n  compile\n  test\n    unit\npublish\n", receiver.tree());
        Map<String, Span> spans = receiver.spans();
        for (Span span : spans.values()) {
            assertEquals(TRACE, TraceReceiver.id(span.getTraceId()));
            assertEquals(Span.SpanKind.SPAN_KIND_INTERNAL, span.getKind());
            assertFalse(span.hasStatus(), "what went well needs no status");
            assertTrue(span.getStartTimeUnixNano() <= span.getEndTimeUnixNano(), "" + span);
            assertEquals(1, span.getFlags() & 0xff, "it is sampled, as the one that it belongs to");
        }
        assertEquals(PARENT, TraceReceiver.id(spans.get("build").getParentSpanId()));
        assertEquals(PARENT, TraceReceiver.id(spans.get("publish").getParentSpanId()));
        assertEquals(5, receiver.all().size(), "each is sent once");
        Span outer = spans.get("test");
        Span inner = spans.get("unit");
        assertTrue(outer.getStartTimeUnixNano() <= inner.getStartTimeUnixNano(), "" + outer + inner);
        assertTrue(
                Math.abs(outer.getStartTimeUnixNano() / 1_000_000 - System.currentTimeMillis()) < Limits.LONGEST_MILLIS,
                "" + outer);
        assertEquals(
                Stream.of("compile", "test", "build", "publish")
                        .map(name -> traceparent(spans.get(name)))
                        .toList(),
                sent("traceparent"));
    }

    @Test
    void outside_of_a_step_the_headers_are_those_of_the_environment() throws IOException {
        try (Api.Client dag = connect("TRACESTATE", "k=v", "BAGGAGE", "b=1")) {
            dag.query("{a}");
            dag.span("step", () -> dag.query("{b}"));
            dag.query("{c}");
        }
        String inside = traceparent(receiver.spans().get("step"));
        assertEquals(List.of(TRACEPARENT, inside, TRACEPARENT), sent("traceparent"));
        assertEquals(List.of("k=v", "k=v", "k=v"), sent("tracestate"));
        assertEquals(List.of("b=1", "b=1", "b=1"), sent("baggage"));
        assertEquals("k=v", receiver.spans().get("step").getTraceState());
    }

    @Test
    void leaves_and_fetches_belong_to_the_step_and_a_step_in_a_path_is_only_done() throws IOException {
        engine.close();
        engine = Peer.answering("{\"data\":{\"container\":{\"from\":{\"user\":\"u\"},\"user\":\"u\"}}}");
        try (Api.Client dag = connect()) {
            Leaf<String> leaf = dag.container().leaf(c -> dag.span("not one", () -> c.user()));
            assertEquals("u", dag.span("fetch", () -> dag.fetch(leaf)));
        }
        assertEquals("fetch\n", receiver.tree());
        assertEquals(List.of(traceparent(receiver.spans().get("fetch"))), sent("traceparent"));
    }

    @Test
    void a_failure_goes_on_unchanged_and_is_told_by_one_line() throws IOException {
        engine.close();
        String exec = "{\"errors\":[{\"message\":\"exit code: 7\",\"path\":[\"container\",\"withExec\"],\"extensions\":"
                + "{\"_type\":\"EXEC_ERROR\",\"cmd\":[\"sh\",\"-c\",\"exit 7\"],\"exitCode\":7,\"stdout\":\"\","
                + "\"stderr\":\"some\\nsome-err\\n\"}}],\"data\":null}";
        String refused = "{\"errors\":[{\"message\":\"query:\\n{setSecret(plaintext: \\\"hush-hush\\\")}\\n\\nerror: no"
                + " such field\"}],\"data\":null}";
        engine = Peer.playing(connection ->
                connection.send(Peer.http("200 OK", connection.receive().text().contains("exec") ? exec : refused)));
        IOException own = new IOException("disk full\nreally");
        try (Api.Client dag = connect()) {
            assertThrows(ExecException.class, () -> dag.span("exec", () -> dag.query("{exec}")));
            assertThrows(QueryException.class, () -> dag.span("refused", () -> dag.query("{refused}")));
            IOException thrown = assertThrows(
                    IOException.class,
                    () -> dag.span("own", () -> {
                        dag.span("fine", () -> {});
                        throw own;
                    }));
            assertSame(own, thrown);
            assertEquals(0, own.getSuppressed().length);
            assertThrows(
                    StackOverflowError.class,
                    () -> dag.span("error", () -> {
                        throw new StackOverflowError();
                    }));
            assertThrows(
                    InterruptedException.class,
                    () -> dag.span("interrupted", () -> {
                        throw new InterruptedException();
                    }));
            dag.span("after", () -> {});
        }
        assertEquals("""
            exec ! exit code 7: sh -c 'exit 7': some-err: at container.withExec
            refused ! refused by the engine: no such field
            own ! java.io.IOException: disk full really
              fine
            error ! java.lang.StackOverflowError
            interrupted ! Interrupted.
            after
            """, receiver.tree());
    }

    @Test
    void another_thread_begins_beside_unless_it_does_what_in_span_gave() throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try (Api.Client dag = connect()) {
            dag.span("outer", () -> {
                pool.submit(() -> dag.span("beside", () -> dag.query("{a}"))).get();
                Callable<String> carried = dag.inSpan(() -> dag.span("inside", () -> dag.version()));
                assertEquals("v1", pool.submit(carried).get());
                dag.span("between", () -> assertEquals("v1", carried.call()));
                pool.submit(() -> dag.span("beside again", () -> {})).get();
                return null;
            });
        } finally {
            pool.shutdownNow();
        }
        assertEquals(
                List.of("  between", "  inside", "  inside", "beside", "beside again", "outer"),
                receiver.tree().lines().sorted().toList());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "00-" + TRACE + "-" + PARENT,
                "ff-" + TRACE + "-" + PARENT + "-01",
                "00-" + TRACE + "-" + PARENT + "-01-more",
                "00-00000000000000000000000000000000-" + PARENT + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-0AF7651916CD43DD8448EB211C80319C-" + PARENT + "-01"
            })
    void without_a_valid_traceparent_each_outermost_step_begins_a_trace(String wrong) throws IOException {
        try (Api.Client dag = connect("TRACEPARENT", wrong, "TRACESTATE", "k=v")) {
            dag.query("{a}");
            dag.span("one", () -> dag.span("inner", () -> dag.query("{b}")));
            dag.span("two", () -> {});
        }
        Map<String, Span> spans = receiver.spans();
        assertEquals("one\n  inner\ntwo\n", receiver.tree());
        assertTrue(spans.get("one").getParentSpanId().isEmpty());
        assertEquals(spans.get("one").getTraceId(), spans.get("inner").getTraceId());
        assertFalse(spans.get("one").getTraceId().equals(spans.get("two").getTraceId()));
        assertEquals(16, spans.get("two").getTraceId().size());
        assertEquals(List.of(wrong, traceparent(spans.get("inner"))), sent("traceparent"));
        assertEquals(List.of("k=v", ""), sent("tracestate"), "the state belonged to what was no parent");
    }

    @Test
    void a_traceparent_of_a_later_version_counts() throws IOException {
        try (Api.Client dag = connect("TRACEPARENT", "01-" + TRACE + "-" + PARENT + "-01-more")) {
            dag.span("step", () -> {});
        }
        assertEquals(PARENT, TraceReceiver.id(receiver.spans().get("step").getParentSpanId()));
    }

    @ParameterizedTest
    @CsvSource({
        "TRACEPARENT, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        "OTEL_SDK_DISABLED, TRUE",
        "OTEL_TRACES_EXPORTER, none",
        "OTEL_TRACES_EXPORTER, console",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, grpc",
        "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL, http/json",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, 127.0.0.1:4318",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, ftp://127.0.0.1/",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT, http:// /",
    })
    void where_no_spans_are_wanted_a_step_is_just_done(String name, String value) throws Exception {
        try (Api.Client dag = connect(name, value)) {
            assertEquals("v1", dag.span("step", () -> dag.version()));
            assertEquals("v1", dag.inSpan(() -> dag.version()).call());
        }
        String same = name.equals("TRACEPARENT") ? value : TRACEPARENT;
        assertEquals(List.of(same, same), sent("traceparent"));
        assertEquals(0, receiver.peer.connections());
    }

    @Test
    void the_receiver_gets_what_the_variables_say() throws IOException {
        try (Api.Client dag = connect(
                "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", " ",
                "OTEL_EXPORTER_OTLP_ENDPOINT", "http://user:pw@127.0.0.1:" + receiver.peer.port() + "/otlp/",
                "OTEL_EXPORTER_OTLP_HEADERS", "api-key=a%20b+c, x=1=2,,bad name=1,y=a%0d%0ab,content-length=3",
                "OTEL_RESOURCE_ATTRIBUTES", "service.name=other,env=t%C3%A9st",
                "OTEL_SERVICE_NAME", "mine")) {
            dag.span("step", () -> {});
        }
        Peer.Request request = receiver.peer.requests().get(0);
        assertEquals(
                String.join(
                        "\r\n",
                        "POST /otlp/v1/traces HTTP/1.1",
                        "Host: 127.0.0.1:" + receiver.peer.port(),
                        "api-key: a b+c",
                        "User-Agent: daggerkit/" + Dagger.VERSION,
                        "x: 1=2",
                        "Content-Type: application/x-protobuf",
                        "Content-Length: " + request.body().length,
                        "Connection: close",
                        "",
                        ""),
                request.head());
        ResourceSpans received = receiver.received().get(0);
        assertEquals(
                Map.of(
                        "service.name", "mine",
                        "env", "t\u00e9st",
                        "telemetry.sdk.language", "java",
                        "telemetry.sdk.name", "daggerkit",
                        "telemetry.sdk.version", Dagger.VERSION),
                attributes(received.getResource()));
        assertEquals("daggerkit", received.getScopeSpans(0).getScope().getName());
        assertEquals(Dagger.VERSION, received.getScopeSpans(0).getScope().getVersion());
    }

    @Test
    void a_step_may_have_any_name() throws IOException {
        String odd = "\ud83d\ude80 \"quotes\" \u00e9 a\nb\u0000c \ud83d";
        try (Api.Client dag = connect()) {
            dag.span(odd, () -> {});
            dag.span("", () -> {});
            dag.span("x".repeat(1_000_000) + "end", () -> {});
        }
        List<String> names = new ArrayList<>(receiver.spans().keySet());
        assertEquals("\ud83d\ude80 \"quotes\" \u00e9 a b c ?", names.get(0));
        assertEquals("", names.get(1));
        assertTrue(names.get(2).matches("x{100,200} \\.\\.\\. x+end"), names.get(2));
        assertThrows(NullPointerException.class, () -> Dagger.unconnected().span(null, () -> {}));
        assertEquals(1, Dagger.unconnected().span("without a session", () -> 1));
    }

    @Test
    void a_live_receiver_gets_a_step_when_it_begins_and_again_when_it_ends() throws IOException {
        try (Api.Client dag = connect("OTEL_EXPORTER_OTLP_TRACES_LIVE", "1")) {
            dag.span(
                    "step",
                    () -> Limits.await(
                            "the step's beginning", () -> receiver.all().size() == 1));
        }
        List<Span> both = receiver.all();
        assertEquals(2, both.size());
        assertEquals(0, both.get(0).getEndTimeUnixNano());
        assertTrue(both.get(1).getEndTimeUnixNano() > 0);
        assertEquals(both.get(0), both.get(1).toBuilder().clearEndTimeUnixNano().build());
    }

    @Test
    void an_interrupt_loses_no_span() throws IOException {
        try (Api.Client dag = connect()) {
            dag.span("step", () -> Thread.currentThread().interrupt());
        }
        assertTrue(Thread.interrupted(), "the interrupt is still there");
        assertEquals("step\n", receiver.tree());
    }
}
