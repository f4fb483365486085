package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.ExecSession;
import daggerkit.schema.EngineVersion;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The fields of files of variables. */
public final class EnvFileFields {
    private static final int MODE = 0644;

    private final Fields fields;
    private final ExecSession session;

    private EnvFileFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
    }

    static void add(Fields fields, ExecSession session) {
        new EnvFileFields(fields, session).add();
    }

    private void add() {
        fields.now("Query", "envFile", (self, args) -> {
            args.accept("expand"); // deprecated: values are always expanded
            return new EnvFile(args.call(), Lazy.done(List.of()));
        });
        boolean old = fields.version() == EngineVersion.V0_20_8;
        fields.<FileObject>later("File", "asEnvFile", (self, args) -> {
            args.accept("expand");
            byte[] bytes = Files.readAllBytes(self.tree().get().content().path());
            List<String> lines = EnvFile.parse(new String(bytes, StandardCharsets.UTF_8), !old);
            return checked(new EnvFile(args.call(), Lazy.done(lines)));
        });
        fields.<EnvFile>later("EnvFile", "get", (self, args) -> {
            String name = args.text("name");
            String value = args.flag("raw") ? self.raw().get(name) : self.value(name, host());
            return value == null ? "" : value;
        });
        fields.<EnvFile>later("EnvFile", "exists", (self, args) -> self.raw().containsKey(args.text("name")));
        fields.<EnvFile>later("EnvFile", "variables", (self, args) -> {
            List<Map<String, Object>> pairs = new ArrayList<>();
            Map<String, String> values = args.flag("raw") ? self.raw() : self.values(host());
            values.forEach((name, value) -> pairs.add(Map.of("name", name, "value", value)));
            return Fields.all(args.call(), "EnvVariable", pairs);
        });
        fields.<EnvFile>later("EnvFile", "withVariable", (self, args) -> {
            String name = args.text("name");
            String value = args.text("value");
            if (name.contains("=")) {
                throw new FieldException("Cannot set the variable \"" + name + "\": expected a name without \"=\".");
            }
            List<String> lines = EnvFile.with(self.lines().get(), name, value);
            return checked(new EnvFile(args.call(), Lazy.done(lines), self.context()));
        });
        fields.<EnvFile>now("EnvFile", "withoutVariable", (self, args) -> {
            String name = args.text("name");
            Lazy<List<String>> lines = Lazy.of(() -> self.lines().get().stream()
                    .filter(line -> !EnvFile.name(line).equals(name))
                    .toList());
            return new EnvFile(args.call(), lines, self.context());
        });
        fields.<EnvFile>now("EnvFile", "namespace", (self, args) -> {
            List<String> starts = starts(args.text("prefix"));
            Lazy<List<String>> lines = Lazy.of(() -> parts(self, starts, true));
            return new EnvFile(args.call(), lines, Lazy.of(() -> parts(self, starts, false)));
        });
        fields.<EnvFile>now("EnvFile", "asFile", (self, args) -> {
            Lazy<Tree.File> file = Lazy.of(() -> {
                StringBuilder text = new StringBuilder();
                self.lines().get().forEach(line -> text.append(line).append('\n'));
                return new Tree.File(session.disk().keep(text.toString()), MODE, Tree.now());
            });
            return new FileObject(args.call(), ".env", file);
        });
        fields.<Container>later("Container", "withEnvFileVariables", (self, args) -> {
            Map<String, String> values = args.object("source", EnvFile.class).values(host());
            return self.with(args.call(), settings -> {
                settings.environment.putAll(values);
            });
        });
    }

    /** Recording {@code env-file-no-value}: what cannot be read is told where the file is made. */
    private static EnvFile checked(EnvFile file) throws FieldException, InterruptedException {
        file.check();
        return file;
    }

    /** What a variable of a namespace can begin with: its words put together, or with underscores between them. */
    private static List<String> starts(String prefix) {
        String words = prefix.replaceAll("[-_ .]+", "_").replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_");
        String snake = words.endsWith("_") ? words : words + "_";
        return List.of(words.replace("_", "") + "_", snake);
    }

    /** The variables of a namespace without its name, or all others. */
    private static List<String> parts(EnvFile file, List<String> starts, boolean inside)
            throws FieldException, InterruptedException {
        List<String> lines = inside ? List.of() : file.context().get();
        for (Map.Entry<String, String> variable : file.raw().entrySet()) {
            String name = variable.getKey();
            String rest = null;
            for (String start : starts) {
                boolean begins = name.regionMatches(true, 0, start, 0, start.length());
                rest = rest == null && begins ? name.substring(start.length()) : rest;
            }
            if (inside ? rest != null : rest == null) {
                lines = EnvFile.with(lines, inside ? rest : name, variable.getValue());
            }
        }
        return lines;
    }

    private Map<String, String> host() {
        return session.options().environment();
    }
}
