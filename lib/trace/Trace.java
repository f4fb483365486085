package daggerkit.trace;

import daggerkit.console.AtEnd;
import daggerkit.console.Console;
import daggerkit.console.PeerText;
import daggerkit.console.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The spans of one client, and the receiver that the environment names for them. A span belongs to the one that its thread is
 * in, else to {@code TRACEPARENT}, else it begins a trace. Nothing here throws or waits, but {@link #close}, which waits two
 * seconds at most, or as long as {@code OTEL_EXPORTER_OTLP_TIMEOUT} says. Thread-safe.
 */
public final class Trace implements AutoCloseable {
    private static final Duration LONGEST_END = Duration.ofSeconds(2);
    private static final Duration LONGEST_REQUEST = Duration.ofMinutes(1);

    /** W3C's form; a version after 00 may have more behind it. */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?");

    private static final Pattern HEADER = Pattern.compile("[\\w!#$%&'*+.^`|~-]+");
    /** What is said of each request already, and would be said twice. */
    private static final Set<String> OWN_HEADERS =
            Set.of("host", "content-type", "content-length", "connection", "transfer-encoding");

    private static final ThreadLocal<Span> CURRENT = new ThreadLocal<>();

    private final Exporter exporter;
    private final Span.Context parent;
    private final boolean isLive;
    private final Duration longestEnd;
    private final Set<Span> open = ConcurrentHashMap.newKeySet();
    private Runnable forget;
    private boolean isClosed;

    private Trace(Exporter exporter, Span.Context parent, boolean isLive, Duration longestEnd) {
        this.exporter = exporter;
        this.parent = parent;
        this.isLive = isLive;
        this.longestEnd = longestEnd;
    }

    /**
     * The trace that the environment asks for: by {@code OTEL_EXPORTER_OTLP_TRACES_ENDPOINT}, or by {@code
     * OTEL_EXPORTER_OTLP_ENDPOINT}, to which {@code /v1/traces} is added.
     *
     * @param environment the variables
     * @param version the version of the library, for the receiver
     * @return the trace, or null if none is wanted, as with {@code OTEL_SDK_DISABLED=true}, {@code OTEL_TRACES_EXPORTER=none}
     *     and a {@code TRACEPARENT} that is not sampled, or if the receiver is one that this cannot speak to
     */
    public static Trace of(Map<String, String> environment, String version) {
        String exporters = value(environment, "OTEL_TRACES_EXPORTER");
        boolean isWanted =
                exporters.isEmpty() || List.of(exporters.split("\\s*,\\s*")).contains("otlp");
        Span.Context parent = parent(environment);
        if (!isWanted
                || value(environment, "OTEL_SDK_DISABLED").equalsIgnoreCase("true")
                || parent != null && (parent.flags() & 1) == 0) {
            return null;
        }
        String protocol = either(environment, "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL");
        if (!protocol.isEmpty() && !protocol.equals("http/protobuf")) {
            return refused("the protocol of OTLP is \"" + Text.oneLine(protocol) + "\"; expected http/protobuf");
        }
        String endpoint = value(environment, "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
        if (endpoint.isEmpty()) {
            endpoint = value(environment, "OTEL_EXPORTER_OTLP_ENDPOINT").replaceFirst("/+$", "") + "/v1/traces";
        }
        URI uri = uri(endpoint);
        if (uri == null) {
            return refused("the endpoint of OTLP is no address; expected one such as http://127.0.0.1:4318");
        }
        Map<String, String> headers = otherHeaders(environment);
        headers.put("User-Agent", "daggerkit/" + version);
        Protobuf scope = new Protobuf().text(1, "daggerkit").text(2, version);
        String timeout = either(environment, "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "OTEL_EXPORTER_OTLP_TIMEOUT");
        Duration given = timeout.matches("[1-9][0-9]{0,8}") ? Duration.ofMillis(Integer.parseInt(timeout)) : null;
        Exporter exporter = new Exporter(
                uri, headers, resource(environment, version), scope, given == null ? LONGEST_REQUEST : given);
        boolean isLive = !value(environment, "OTEL_EXPORTER_OTLP_TRACES_LIVE").isEmpty();
        return new Trace(exporter, parent, isLive, given == null ? LONGEST_END : given);
    }

    /**
     * Begins a span, which this thread is in from now on.
     *
     * @param name what it is called; control characters are blanked and the middle of a long one cut out
     * @return the span, for {@link #end}
     */
    public Span begin(String name) {
        Span span = new Span(Text.abbreviate(name), CURRENT.get(), parent);
        if (register(span)) {
            CURRENT.set(span);
            if (isLive) {
                exporter.add(span.context().spanId(), span.going());
            }
        }
        return span;
    }

    /** False if it is too late: the client is closed, or this program is ending. */
    private synchronized boolean register(Span span) {
        if (isClosed) {
            return false;
        }
        try {
            if (forget == null) {
                forget = AtEnd.add(AtEnd.Stage.SUMMARY, this::close);
            }
        } catch (IllegalStateException ending) {
            return false;
        }
        open.add(span);
        return true;
    }

    /**
     * Ends a span, by the thread that began it.
     *
     * @param span the span
     * @param error what went wrong, or null
     */
    public void end(Span span, String error) {
        enter(span.outer);
        if (open.remove(span)) {
            exporter.add(span.context().spanId(), span.ended(error));
        }
    }

    /**
     * The span that this thread is in.
     *
     * @return the span, or null
     */
    public static Span current() {
        return CURRENT.get();
    }

    /**
     * Puts this thread into a span.
     *
     * @param span the span, or null for none
     */
    public static void enter(Span span) {
        if (span == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(span);
        }
    }

    /**
     * The headers of a request: inside a span they name it as what the request belongs to.
     *
     * @param usual those of a request outside of all spans
     * @return the same outside of a span
     */
    public Map<String, String> headers(Map<String, String> usual) {
        Span span = CURRENT.get();
        if (span == null) {
            return usual;
        }
        Map<String, String> headers = new LinkedHashMap<>(usual);
        headers.put("traceparent", span.context().traceparent());
        if (span.context().state().isEmpty()) {
            headers.remove("tracestate"); // It belonged to a traceparent that is not one.
        }
        return headers;
    }

    /** Ends the spans that go on still, as failed, and waits for so long at most until all are sent. Closing twice is fine. */
    @Override
    public void close() {
        synchronized (this) {
            isClosed = true;
            if (forget != null) {
                forget.run();
            }
        }
        for (Span span : open) {
            if (open.remove(span)) {
                exporter.add(span.context().spanId(), span.ended("The program ended before this step did."));
            }
        }
        exporter.close(longestEnd);
    }

    private static Span.Context parent(Map<String, String> environment) {
        Matcher parts = TRACEPARENT.matcher(value(environment, "TRACEPARENT"));
        if (!parts.matches() || parts.group(1).equals("00") && parts.group(5) != null) {
            return null;
        }
        return new Span.Context(
                parts.group(2),
                parts.group(3),
                Integer.parseInt(parts.group(4), 16),
                value(environment, "TRACESTATE"),
                true);
    }

    private static URI uri(String endpoint) {
        try {
            URI uri = new URI(endpoint);
            String scheme = "" + uri.getScheme();
            boolean isWeb = scheme.equalsIgnoreCase("http") || scheme.equalsIgnoreCase("https");
            return isWeb && uri.getHost() != null && uri.getPort() <= 65_535 ? uri : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** What HTTP cannot carry is left out. */
    private static Map<String, String> otherHeaders(Map<String, String> environment) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        pairs(either(environment, "OTEL_EXPORTER_OTLP_TRACES_HEADERS", "OTEL_EXPORTER_OTLP_HEADERS"))
                .forEach((name, value) -> {
                    boolean isSafe =
                            HEADER.matcher(name).matches() && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
                    if (isSafe && !OWN_HEADERS.contains(name.toLowerCase(Locale.ROOT))) {
                        headers.put(name, value);
                    }
                });
        return headers;
    }

    private static Protobuf resource(Map<String, String> environment, String version) {
        Map<String, String> attributes = new TreeMap<>(Map.of("service.name", "daggerkit"));
        attributes.putAll(pairs(value(environment, "OTEL_RESOURCE_ATTRIBUTES")));
        attributes.put("telemetry.sdk.language", "java");
        attributes.put("telemetry.sdk.name", "daggerkit");
        attributes.put("telemetry.sdk.version", version);
        String service = value(environment, "OTEL_SERVICE_NAME");
        if (!service.isEmpty()) {
            attributes.put("service.name", service);
        }
        Protobuf resource = new Protobuf();
        attributes.forEach((name, value) ->
                resource.message(1, new Protobuf().text(1, name).message(2, new Protobuf().text(1, value))));
        return resource;
    }

    /** Names and values as {@code a=1,b=2}, with what a value may not have in the form of addresses, as %20. */
    private static Map<String, String> pairs(String text) {
        Map<String, String> pairs = new TreeMap<>();
        for (String pair : text.split(",")) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!name.isEmpty()) {
                String value = pair.substring(equals + 1).strip();
                try {
                    value = URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    // It stays as it was written.
                }
                pairs.put(name, value);
            }
        }
        return pairs;
    }

    private static String either(Map<String, String> environment, String first, String second) {
        String value = value(environment, first);
        return value.isEmpty() ? value(environment, second) : value;
    }

    private static String value(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").strip();
    }

    private static Trace refused(String why) {
        if (Console.isVerbose()) {
            System.err.println(PeerText.shown("No spans are sent: " + why + "."));
        }
        return null;
    }
}
