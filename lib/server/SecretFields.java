package daggerkit.server;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Secrets and where they come from. */
final class SecretFields {
    private static final int SHOWN_OF_NAME = 3;

    private SecretFields() {}

    static void add(Fields fields) {
        fields.now("Query", "setSecret", (self, args) -> {
            String name = args.text("name");
            return new Secret(args.call(), name, "", Later.done(args.text("plaintext")));
        });
        fields.now("Query", "secret", (self, args) -> {
            args.accept("cacheKey"); // nothing is cached beyond the session
            String uri = args.text("uri");
            return new Secret(args.call(), uri, uri, plaintext(fields, uri));
        });
        fields.<Secret>now("Secret", "name", (self, args) -> self.name());
        fields.<Secret>now("Secret", "uri", (self, args) -> self.uri());
        fields.<Secret>later(
                "Secret", "plaintext", (self, args) -> self.plaintext().get());
    }

    /** Recordings {@code secret-scheme-missing} and {@code secret-env-missing}. */
    private static Later<String> plaintext(Fields fields, String uri) throws FieldException {
        int colon = uri.indexOf("://");
        if (colon < 0) {
            boolean old = fields.version() == EngineVersion.V0_20_8;
            throw new FieldException((old ? "failed to add secret: " : "") + "parse \"" + uri + "\": malformed id");
        }
        String where = uri.substring(colon + 3);
        switch (uri.substring(0, colon)) {
            case "env":
                return Later.of(() -> variable(fields, where));
            case "file":
                return Later.of(() -> file(fields, where));
            case "cmd":
                return Later.of(() -> command(fields, where));
            default:
                throw Fields.notImplemented("Query.secret(uri: \"" + uri.substring(0, colon) + "://...\")");
        }
    }

    private static String variable(Fields fields, String name) throws FieldException {
        String value = fields.session().options().environment().get(name);
        if (value == null) {
            boolean old = fields.version() == EngineVersion.V0_20_8;
            throw new FieldException((old ? "" : "rpc error: code = Unknown desc = ") + "secret env var not found: \""
                    + name.substring(0, Math.min(SHOWN_OF_NAME, name.length())) + "...\"");
        }
        return value;
    }

    private static String file(Fields fields, String name) throws FieldException, IOException {
        LocalServer.Options options = fields.session().options();
        String home = options.environment().getOrDefault("HOME", System.getProperty("user.home"));
        String path = name.startsWith("~/") ? home + name.substring(1) : decoded(name);
        try {
            return new String(
                    Files.readAllBytes(options.workdir().resolve(Names.toPath(path))), StandardCharsets.UTF_8);
        } catch (NoSuchFileException missing) {
            throw new FieldException("failed to read secret file: open " + path + ": no such file or directory");
        }
    }

    private static String decoded(String path) {
        try {
            return path.contains("%") ? new URI("file://" + path).getPath() : path;
        } catch (URISyntaxException wrong) {
            return path;
        }
    }

    /** A command of the user's, with all rights of the user, as the engine's own client runs it. */
    private static String command(Fields fields, String text) throws FieldException, IOException, InterruptedException {
        LocalServer.Options options = fields.session().options();
        ProcessBuilder builder = new ProcessBuilder(List.of("sh", "-c", text))
                .directory(options.workdir().toFile());
        builder.environment().clear();
        builder.environment().putAll(options.environment());
        Path empty = Files.createFile(fields.session().disk().newFile());
        Process process = builder.redirectInput(empty.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (Output output = new Output(fields.session().disk())) {
            output.read(process, List.of());
            int code = process.waitFor();
            output.await(Long.MAX_VALUE / 1_000_000);
            String value = Files.readString(output.stdout());
            Files.delete(output.stdout());
            Files.delete(output.combined());
            if (code != 0) {
                throw new FieldException("Cannot read a secret: its command ended with exit code " + code + ".");
            }
            return value.strip();
        } finally {
            Processes.stop(process);
        }
    }
}
