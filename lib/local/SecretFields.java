package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileNames;
import daggerkit.local.files.Lazy;
import daggerkit.local.graph.Fields;
import daggerkit.local.host.Output;
import daggerkit.local.host.Processes;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.LocalOptions;
import daggerkit.local.run.Secret;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Secrets and where they come from. */
public final class SecretFields {
    private static final int SHOWN_OF_NAME = 3;
    private static final int KILLED = 128;

    /** Providers that an engine has and a host has not. */
    private static final List<String> NOT_ON_A_HOST = List.of("aws", "gcp", "libsecret", "op", "vault");

    private SecretFields() {}

    static void add(Fields fields, ExecSession session) {
        fields.now("Query", "setSecret", (self, args) -> {
            String name = args.text("name");
            return new Secret(args.call(), name, "", Lazy.done(args.text("plaintext")));
        });
        fields.now("Query", "secret", (self, args) -> {
            args.accept("cacheKey"); // nothing is cached beyond the session
            String uri = args.text("uri");
            return new Secret(args.call(), "", uri, plaintext(fields, session, uri));
        });
        fields.<Secret>now("Secret", "name", (self, args) -> self.name());
        fields.<Secret>now("Secret", "uri", (self, args) -> self.uri());
        fields.<Secret>later(
                "Secret", "plaintext", (self, args) -> self.plaintext().get());
    }

    /** Recordings {@code secret-scheme-missing} and {@code secret-env-missing}. */
    private static Lazy<String> plaintext(Fields fields, ExecSession session, String uri) throws FieldException {
        int colon = uri.indexOf("://");
        if (colon < 0) {
            boolean old = fields.version() == EngineVersion.V0_20_8;
            throw new FieldException((old ? "failed to add secret: " : "") + "parse \"" + uri + "\": malformed id");
        }
        String where = uri.substring(colon + 3);
        switch (uri.substring(0, colon)) {
            case "env":
                return Lazy.of(() -> variable(fields, session, where));
            case "file":
                return Lazy.of(() -> file(fields, session, where));
            case "cmd":
                return Lazy.of(() -> command(fields, session, where));
            default:
                String scheme = uri.substring(0, colon);
                if (NOT_ON_A_HOST.contains(scheme)) {
                    throw Fields.notImplemented("Query.secret(uri: \"" + scheme + "://...\")");
                }
                boolean old = fields.version() == EngineVersion.V0_20_8;
                throw new FieldException((old ? "failed to add secret: " : "") + "unsupported secret provider: \""
                        + scheme + "\""); // recording secret-scheme-unknown
        }
    }

    private static String variable(Fields fields, ExecSession session, String name) throws FieldException {
        String value = session.options().environment().get(name);
        if (value == null) {
            throw failed(
                    fields,
                    "secret env var not found: \"" + name.substring(0, Math.min(SHOWN_OF_NAME, name.length()))
                            + "...\"");
        }
        return value;
    }

    private static String file(Fields fields, ExecSession session, String name) throws FieldException, IOException {
        LocalOptions options = session.options();
        String home = options.environment().getOrDefault("HOME", System.getProperty("user.home"));
        String path = name.startsWith("~/") ? home + name.substring(1) : decoded(name);
        try {
            return new String(
                    Files.readAllBytes(options.workdir().resolve(FileNames.toPath(path))), StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw failed(
                    fields,
                    "failed to read secret file \"" + path + "\": open " + path + ": no such file or directory");
        }
    }

    /** Recordings {@code secret-file-missing} and {@code secret-cmd-fails}. */
    private static FieldException failed(Fields fields, String message) {
        boolean old = fields.version() == EngineVersion.V0_20_8;
        return new FieldException((old ? "" : "rpc error: code = Unknown desc = ") + message);
    }

    private static String decoded(String path) {
        try {
            return path.contains("%") ? new URI("file://" + path).getPath() : path;
        } catch (URISyntaxException wrong) {
            return path;
        }
    }

    /** A command of the user's, with all rights of the user, as the engine's own client runs it. */
    private static String command(Fields fields, ExecSession session, String text)
            throws FieldException, IOException, InterruptedException {
        LocalOptions options = session.options();
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", text))
                .directory(options.workdir().toFile());
        builder.environment().clear();
        builder.environment().putAll(options.environment());
        Path empty = Files.createFile(session.disk().newFile());
        Process process = builder.redirectInput(empty.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Output output = new Output(session.disk())) {
            output.read(process, List.of());
            int code = process.waitFor();
            output.await(Long.MAX_VALUE / 1_000_000);
            String value = Files.readString(output.stdout());
            Files.delete(output.stdout());
            Files.delete(output.combined());
            if (code != 0) {
                String how = code > KILLED ? "signal: " + (code - KILLED) : "exit status " + code;
                throw failed(fields, "failed to run secret command \"" + text + "\": " + how);
            }
            return value.strip();
        } finally {
            Processes.stop(process);
        }
    }
}
