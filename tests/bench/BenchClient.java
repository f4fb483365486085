package daggerkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What the bench starts as a JVM of its own: the smallest clients that make the request of {@code uname}, each in a class
 * of its own so that it loads nothing of the others, and the two readers of a large answer.
 */
final class BenchClient {
    private BenchClient() {}

    /** Runs the one that the first argument names: prints the text of the answer, or the length of a large one. */
    public static void main(String... args) throws IOException, InterruptedException {
        int port = Integer.parseInt(System.getenv(ConnectParams.PORT_VARIABLE));
        switch (args[0]) {
            case "channel" -> print(Channel.read(port, args[1]));
            case "connection" -> print(Connection.read(port, args[1]));
            case "client" -> print(Client.read(port, args[1]));
            case "mapper" -> print(Mapper.read(port, args[1]));
            case "library" -> System.out.println(Library.length());
            case "file" -> System.out.println(Plain.length(new File(args[1])));
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void print(JsonNode answer) {
        System.out.print(answer.at("/data/container/from/withExec/stdout").asText());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The library's own HTTP, without the rest of it. */
    private static final class Channel {
        static JsonNode read(int port, String body) throws IOException {
            try (SocketChannel channel = SocketChannel.open()) {
                Http http = new Http(channel, port, text -> text);
                http.post("/query", Map.of("Content-Type", "application/json"), bytes(body));
                return Json.read(http.body());
            }
        }
    }

    /** The same, and the tree is built by an ObjectMapper. */
    private static final class Mapper {
        static JsonNode read(int port, String body) throws IOException {
            try (SocketChannel channel = SocketChannel.open()) {
                Http http = new Http(channel, port, text -> text);
                http.post("/query", Map.of("Content-Type", "application/json"), bytes(body));
                return new ObjectMapper().readTree(http.body());
            }
        }
    }

    private static final class Connection {
        static JsonNode read(int port, String body) throws IOException {
            byte[] bytes = bytes(body);
            HttpURLConnection http = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + port + "/query").toURL().openConnection();
            http.setRequestMethod("POST");
            http.setRequestProperty("Content-Type", "application/json");
            http.setDoOutput(true);
            http.setFixedLengthStreamingMode(bytes.length);
            http.getOutputStream().write(bytes);
            return Json.read(http.getInputStream());
        }
    }

    private static final class Client {
        static JsonNode read(int port, String body) throws IOException, InterruptedException {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/query"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(bytes(body)))
                    .build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            return Json.read(response.body());
        }
    }

    /** A large answer, as a script gets it. */
    private static final class Library {
        static int length() {
            try (Api.Client dag = Dagger.connect()) {
                return dag.query("{text}").get("text").asText().length();
            }
        }
    }

    /** A large answer, read from a file with nothing but Jackson. */
    private static final class Plain {
        static int length(File file) throws IOException {
            StreamReadConstraints any = StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build();
            JsonFactory factory =
                    JsonFactory.builder().streamReadConstraints(any).build();
            String text = "";
            try (JsonParser parser = factory.createParser(file)) {
                for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                    text = token == JsonToken.VALUE_STRING ? parser.getText() : text;
                }
            }
            return text.length();
        }
    }
}
