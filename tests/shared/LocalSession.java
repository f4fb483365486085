package daggerkit;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.local.LocalServer;
import daggerkit.local.run.LocalOptions;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Consumer;

/** A stand-in session under test and a plain HTTP client of it. Thread-safe. */
final class LocalSession implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();

    static {
        JSON.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(Integer.MAX_VALUE)
                        .maxStringLength(Integer.MAX_VALUE)
                        .build());
    }

    final LocalServer server;
    final ConnectParams params;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private LocalSession(LocalServer server) {
        this.server = server;
        params = server.params();
    }

    /** The newest engine, isolated if the host can. */
    static LocalSession start() {
        return start(EngineVersion.newest());
    }

    static LocalSession start(EngineVersion engine) {
        return start(o -> o.engine(engine));
    }

    static LocalSession start(Consumer<LocalOptions> options) {
        try {
            return new LocalSession(LocalServer.start(options));
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    /** Whether there is a private root on this host: without one most commands are refused. */
    boolean isolated() {
        return server.description().contains("in a private root");
    }

    /** Whether commands see whose a file is: they do where root has a range of users for them. */
    boolean seesOwners() {
        String made = FROM + "withNewFile(path:\"/f\",contents:\"\",owner:\"7\"){";
        return isolated()
                && value(made + "withExec(args:[\"stat\",\"-c\",\"%u\",\"/f\"]){stdout}}}}}")
                        .equals("7\n");
    }

    /** A client of ours; closing it leaves the session alone. */
    Api.Client connect() {
        return Dagger.connect(params);
    }

    /** Posts a query and gives the whole response, {@code errors} or {@code data}. */
    JsonNode ask(String query) {
        ObjectNode body = JSON.createObjectNode().put("query", query);
        return json(send(post(params, body.toString())).body());
    }

    /** Posts a query that must succeed and gives the value at the end of its path. */
    String value(String query) {
        JsonNode response = ask(query);
        if (response.has("errors")) {
            throw new AssertionError(query + " gave " + response);
        }
        JsonNode value = response.get("data");
        while (value.isObject() && value.size() == 1) {
            value = value.elements().next();
        }
        return value.asText();
    }

    /** Posts a query that must fail and gives its first error. */
    JsonNode error(String query) {
        JsonNode response = ask(query);
        if (!response.path("data").isNull() || !response.has("errors")) {
            throw new AssertionError(query + " gave " + response);
        }
        return response.get("errors").get(0);
    }

    /** What a shell text writes to standard output in a fresh container. */
    String sh(String text) {
        return value(exec("sh", "-c", text) + "{stdout}}}}");
    }

    /** The beginning of a query. */
    static final String FROM = "{container{from(address:\"alpine\"){";

    /** The beginning of a query, up to a command. */
    static String exec(String... command) {
        try {
            String args = JSON.writeValueAsString(command);
            return FROM + "withExec(args:" + args + ",expect:ANY)";
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    HttpResponse<byte[]> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }

    static HttpRequest post(ConnectParams params, String body) {
        String token = Base64.getEncoder().encodeToString((params.token() + ":").getBytes(StandardCharsets.US_ASCII));
        return HttpRequest.newBuilder(params.endpoint())
                .header("Authorization", "Basic " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build();
    }

    static JsonNode json(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (IOException failure) {
            throw new AssertionError(new String(body, StandardCharsets.UTF_8), failure);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException failure) {
            throw new AssertionError(failure);
        }
    }
}
