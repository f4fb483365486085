package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import daggerkit.schema.EngineVersion;
import graphql.language.ArrayValue;
import graphql.language.Field;
import graphql.language.Node;
import graphql.language.StringValue;
import graphql.parser.Parser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** What the twin of an engine has: the fields that the programs of tests/clients ask for. Thread-safe. */
final class TwinFields {
    /** The recordings whose commands can be run. */
    private static final List<String> COMMANDS =
            List.of("uname", "exec-error", "secret-in-exec-scrubbed", "service-binding");

    private static final String SCRUBBED = "***";

    /** A container: its variables, those of them that are secrets or services, and its last command. */
    private record Container(Map<String, Object> variables, List<String> command) {
        Container with(String name, Object value) {
            Map<String, Object> changed = new LinkedHashMap<>(variables);
            changed.put(name, value);
            return new Container(changed, command);
        }
    }

    private record Service(List<String> args) {}

    private record EnvVariable(String name, String value) {}

    private record Directory(Map<String, String> files) {}

    private record File(String name, String contents) {}

    private record Secret(String name, String plaintext) {}

    /** A field has no value. */
    static final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        private final transient JsonNode extensions;

        Failure(String message, JsonNode extensions) {
            super(message);
            this.extensions = extensions;
        }

        JsonNode extensions() {
            return extensions;
        }
    }

    private final EngineVersion version;
    private final Map<List<String>, JsonNode> responses = new HashMap<>();
    private final String path;
    private final Map<String, Object> objects = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong(new SplittableRandom().nextLong(1_000, 1_000_000));

    /** Reads the recordings. */
    TwinFields(EngineVersion version) throws IOException {
        this.version = version;
        for (String name : COMMANDS) {
            JsonNode recording = recording(version, name);
            responses.put(
                    command(recording.at("/request/query").asText()),
                    recording.path("response").path("body"));
        }
        path = recording(version, "list-of-objects")
                .findValue("envVariables")
                .get(0)
                .get("value")
                .asText();
    }

    static JsonNode recording(EngineVersion version, String name) throws IOException {
        return new ObjectMapper()
                .readTree(Run.root()
                        .resolve("tests/recordings/" + version + "/" + name + ".json")
                        .toFile());
    }

    /** The list of strings in a query that names one command. */
    private static List<String> command(String query) {
        List<String> command = new ArrayList<>();
        List<Node<?>> pending = new ArrayList<>(List.of(Parser.parse(query)));
        while (!pending.isEmpty()) {
            Node<?> node = pending.remove(0);
            if (node instanceof Field && ((Field) node).getName().equals("withExec")) {
                ArrayValue args =
                        (ArrayValue) ((Field) node).getArguments().get(0).getValue();
                args.getValues().forEach(value -> command.add(((StringValue) value).getValue()));
            }
            node.getChildren().forEach(child -> pending.add((Node<?>) child));
        }
        return command;
    }

    static String typeOf(Object object) {
        return object.getClass().getSimpleName();
    }

    /**
     * Gives the value of a field.
     *
     * @param type the name of the type that has the field
     * @param name its name
     * @param self the object, null for the root
     * @param args the arguments, with the schema's defaults
     */
    Object value(String type, String name, Object self, Map<String, Object> args) throws Failure {
        if (name.equals("id") || name.equals("sync") && !(self instanceof Container)) {
            return id(self);
        }
        if (name.matches("node|load\\w+FromID")) {
            return load((String) args.get("id"));
        }
        switch (type + "." + name) {
            case "Query.version":
                return version.toString();
            case "Query.container":
                return new Container(Map.of(), null);
            case "Query.directory":
                return new Directory(Map.of());
            case "Query.setSecret":
                return new Secret((String) args.get("name"), (String) args.get("plaintext"));
            case "Directory.withNewFile":
                Map<String, String> files = new TreeMap<>(((Directory) self).files);
                files.put((String) args.get("path"), (String) args.get("contents"));
                return new Directory(files);
            case "Directory.entries":
                return entries((Directory) self);
            case "Directory.file":
                return file((Directory) self, (String) args.get("path"));
            case "File.contents":
                return ((File) self).contents;
            case "File.name":
                return ((File) self).name;
            case "Secret.name":
                return ((Secret) self).name;
            case "EnvVariable.name":
                return ((EnvVariable) self).name;
            case "EnvVariable.value":
                return ((EnvVariable) self).value;
            default:
                return ofContainer(type + "." + name, self, args);
        }
    }

    private Object ofContainer(String name, Object self, Map<String, Object> args) throws Failure {
        Container container = self instanceof Container ? (Container) self : null;
        switch (name) {
            case "Container.from":
                return new Container(Map.of("PATH", path), null);
            case "Container.withEnvVariable":
                return container.with((String) args.get("name"), args.get("value"));
            case "Container.withSecretVariable":
                return container.with((String) args.get("name"), load((String) args.get("secret"), Secret.class));
            case "Container.withServiceBinding":
                return container.with((String) args.get("alias"), load((String) args.get("service"), Service.class));
            case "Container.withExposedPort", "Container.withNewFile":
                return container; // what the recorded command answers does not depend on it
            case "Container.asService":
                @SuppressWarnings("unchecked")
                List<String> server = (List<String>) args.get("args");
                return new Service(server);
            case "Container.withExec":
                @SuppressWarnings("unchecked")
                List<String> command = (List<String>) args.get("args");
                return new Container(container.variables, command);
            case "Container.stdout":
                return stdout(container);
            case "Container.sync":
                if (container.command != null) {
                    stdout(container);
                }
                return id(container);
            case "Container.envVariables":
                return container.variables.entrySet().stream()
                        .filter(variable -> variable.getValue() instanceof String)
                        .map(variable -> new EnvVariable(variable.getKey(), (String) variable.getValue()))
                        .toList();
            default:
                throw new Failure("The twin has no " + name + ".", MissingNode.getInstance());
        }
    }

    private String stdout(Container container) throws Failure {
        JsonNode body = responses.get(container.command);
        if (body == null) {
            throw new Failure("No recording has the command " + container.command + ".", MissingNode.getInstance());
        }
        if (body.has("errors")) {
            JsonNode error = body.path("errors").get(0);
            throw new Failure(error.path("message").asText(), error.path("extensions"));
        }
        if (container.command.get(0).equals("wget") && !(container.variables.get("web") instanceof Service)) {
            throw new Failure("There is no service \"web\".", MissingNode.getInstance());
        }
        boolean secret = container.variables.get("S") instanceof Secret;
        String recorded = body.findValue("stdout").asText();
        return secret ? recorded : recorded.replace(SCRUBBED, "");
    }

    /** A folder's name ends with a slash: recording {@code directory-tree}. */
    private static List<String> entries(Directory directory) {
        TreeSet<String> entries = new TreeSet<>();
        directory.files.keySet().forEach(file -> entries.add(file.replaceFirst("/.*", "/")));
        return List.copyOf(entries);
    }

    private static File file(Directory directory, String name) throws Failure {
        if (!directory.files.containsKey(name)) {
            throw new Failure(name + ": no such file or directory", MissingNode.getInstance());
        }
        return new File(name.substring(name.lastIndexOf('/') + 1), directory.files.get(name));
    }

    private <T> T load(String id, Class<T> type) throws Failure {
        Object object = load(id);
        if (!type.isInstance(object)) {
            throw new Failure(
                    "expected \"" + type.getSimpleName() + "\" ID, got " + typeOf(object) + "! ID",
                    MissingNode.getInstance());
        }
        return type.cast(object);
    }

    private Object load(String id) throws Failure {
        Object object = objects.get(id);
        if (object == null) {
            throw new Failure("Cannot load \"" + id + "\", an ID of another session.", MissingNode.getInstance());
        }
        return object;
    }

    /**
     * An ID in the form that recordings {@code directory-id} and {@code set-secret-id} have: up to 0.20 the recipe, the
     * same for the same object and long, then a number of this session's.
     */
    private String id(Object object) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (version == EngineVersion.V0_20_8) {
            int hash = object.toString().hashCode();
            for (int step = 0; step < 8; step++) {
                bytes.writeBytes("\n\25xxh3:".getBytes(StandardCharsets.US_ASCII));
                bytes.writeBytes(String.format("%08x%08x", hash, step).getBytes(StandardCharsets.US_ASCII));
            }
            bytes.writeBytes(type(object));
        } else {
            ByteArrayOutputStream call = new ByteArrayOutputStream();
            call.write(8);
            for (long number = numbers.getAndIncrement(); number > 0; number >>= 7) {
                call.write((int) (number & 127 | (number > 127 ? 128 : 0)));
            }
            call.writeBytes(type(object));
            bytes.writeBytes(new byte[] {18, (byte) call.size()});
            bytes.writeBytes(call.toByteArray());
        }
        String id = Base64.getEncoder().encodeToString(bytes.toByteArray());
        objects.put(id, object);
        return id;
    }

    private static byte[] type(Object object) {
        byte[] name = typeOf(object).getBytes(StandardCharsets.US_ASCII);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {18, (byte) (name.length + 4), 10, (byte) name.length});
        bytes.writeBytes(name);
        bytes.writeBytes(new byte[] {24, 1});
        return bytes.toByteArray();
    }
}
