package daggerkit.server;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.server.Exec.Expect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fields that the stand-in implements. An object is described and nothing runs; a leaf that needs a command is a
 * {@link Lazy}. Thread-safe.
 */
final class Fields {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The platform of every container: this host's. */
    static final String PLATFORM = "linux/" + architecture(System.getProperty("os.arch"));

    /** A leaf whose value may take time: a command has to run. */
    interface Lazy extends Callable<Object> {}

    /** A text in files, one after the other; it may be longer than memory. */
    record Spool(List<Path> files) {}

    /** A variable of a container, as the schema's type of the same name. */
    record EnvVariable(String name, String value) {}

    private final EngineVersion version;
    private final ExecSession session;
    private final Map<String, Container> containersById = new ConcurrentHashMap<>();

    Fields(EngineVersion version, ExecSession session) {
        this.version = version;
        this.session = session;
    }

    /**
     * Gives the value of a field.
     *
     * @param type the name of the type that has the field
     * @param field its name
     * @param self the object, null for the root
     * @param args the arguments, with the schema's defaults
     * @return an object, a list, a value, a {@link Lazy}, a {@link Spool}, or null
     * @throws FieldException if there is none, or the stand-in has not implemented the field
     */
    Object value(String type, String field, Object self, Map<String, Object> args) throws FieldException {
        if (self instanceof Container) {
            return ofContainer((Container) self, field, args);
        }
        switch (type + "." + field) {
            case "Query.version":
                return version.toString();
            case "Query.defaultPlatform":
                return PLATFORM;
            case "Query.container":
                return container(args);
            case "Query.node", "Query.loadContainerFromID":
                return load((String) args.get("id"));
            case "EnvVariable.name":
                return ((EnvVariable) self).name;
            case "EnvVariable.value":
                return ((EnvVariable) self).value;
            default:
                throw notImplemented(type + "." + field);
        }
    }

    /** Recording {@code typename}: of these engines the oldest has none at the root. */
    boolean rootHasTypename() {
        return version != EngineVersion.V0_20_8;
    }

    /** The name of the type that an object has. */
    static String typeOf(Object object) {
        return object.getClass().getSimpleName();
    }

    private Object ofContainer(Container self, String field, Map<String, Object> args) throws FieldException {
        String digest = digest(self.digest(), field, args);
        switch (field) {
            case "from":
                refuse("Container.from", args, "registryService", "protocol", "insecureSkipTLSVerify");
                return self.from(digest, (String) args.get("address"));
            case "withEnvVariable":
                return self.withEnvVariable(digest, (String) args.get("name"), expanded(self, args, "value"));
            case "withoutEnvVariable":
                return self.withoutEnvVariable(digest, (String) args.get("name"));
            case "withWorkdir":
                return self.withWorkdir(digest, expanded(self, args, "path"));
            case "withExec":
                return withExec(digest, self, args);
            case "stdout":
                return (Lazy) () -> new Spool(List.of(self.result().stdout()));
            case "stderr":
                return (Lazy) () -> new Spool(List.of(self.result().stderr()));
            case "combinedOutput":
                return (Lazy) () ->
                        new Spool(List.of(self.result().stdout(), self.result().stderr()));
            case "exitCode":
                return (Lazy) () -> (long) self.result().exitCode();
            case "sync":
                return (Lazy) () -> {
                    if (self.exec() != null) {
                        self.result();
                    }
                    return id(self);
                };
            case "id":
                return id(self);
            case "envVariable":
                return self.environment().get(args.get("name"));
            case "envVariables":
                return self.environment().entrySet().stream()
                        .map(entry -> new EnvVariable(entry.getKey(), entry.getValue()))
                        .toList();
            case "workdir":
                return self.workdir();
            case "platform":
                return PLATFORM;
            case "imageRef":
                return self.address();
            default:
                throw notImplemented("Container." + field);
        }
    }

    private Container container(Map<String, Object> args) throws FieldException {
        refuse("Query.container", args, "id");
        Object platform = args.get("platform");
        if (platform != null && !platform.equals(PLATFORM)) {
            throw new FieldException("Query.container cannot have the platform \"" + platform
                    + "\" in the stand-in, which has this host's only, \"" + PLATFORM
                    + "\": use a real engine: dagger run ...");
        }
        return Container.scratch(digest("", "container", args));
    }

    private Container withExec(String digest, Container self, Map<String, Object> args) throws FieldException {
        refuse(
                "Container.withExec",
                args,
                "redirectStdin",
                "redirectStdout",
                "redirectStderr",
                "experimentalPrivilegedNesting",
                "insecureRootCapabilities");
        @SuppressWarnings("unchecked")
        List<String> command = (List<String>) args.get("args");
        if (Boolean.TRUE.equals(args.get("expand"))) {
            command = command.stream().map(self::expand).toList();
        }
        Object stdin = args.get("stdin");
        Object expect = args.get("expect");
        return self.withExec(
                digest,
                session,
                command,
                stdin == null ? "" : (String) stdin,
                expect == null ? Expect.SUCCESS : Expect.valueOf((String) expect));
    }

    private String id(Container container) {
        String id = Base64.getEncoder()
                .encodeToString(
                        ("Container:" + container.digest().substring(0, 16)).getBytes(StandardCharsets.US_ASCII));
        containersById.put(id, container);
        return id;
    }

    private Container load(String id) throws FieldException {
        Container container = containersById.get(id);
        if (container == null) {
            throw new FieldException("Cannot load \"" + id + "\": expected the ID of a Container of this session.");
        }
        return container;
    }

    private static String expanded(Container self, Map<String, Object> args, String name) {
        String value = (String) args.get(name);
        return Boolean.TRUE.equals(args.get("expand")) ? self.expand(value) : value;
    }

    /** An argument that would be ignored is an error instead, unless it asks for nothing. */
    private static void refuse(String field, Map<String, Object> args, String... names) throws FieldException {
        for (String name : names) {
            Object value = args.get(name);
            if (value != null && !value.equals("") && !value.equals(false)) {
                throw notImplemented(field + "(" + name + ")");
            }
        }
    }

    private static FieldException notImplemented(String what) {
        return new FieldException(what + " is not implemented by the stand-in: use a real engine: dagger run ...");
    }

    private static String digest(String before, String field, Map<String, Object> args) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] text = JSON.writeValueAsBytes(List.of(before, field, args));
            return HexFormat.of().formatHex(sha.digest(text));
        } catch (NoSuchAlgorithmException | JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String architecture(String name) {
        return switch (name) {
            case "x86_64" -> "amd64";
            case "aarch64" -> "arm64";
            default -> name;
        };
    }
}
