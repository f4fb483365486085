package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.ExecSession;
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
        fields.<FileObject>now("File", "asEnvFile", (self, args) -> {
            args.accept("expand");
            return new EnvFile(args.call(), Lazy.of(() -> {
                byte[] bytes = Files.readAllBytes(self.tree().get().content().path());
                return EnvFile.parse(new String(bytes, StandardCharsets.UTF_8));
            }));
        });
        fields.<EnvFile>later(
                "EnvFile", "get", (self, args) -> values(self, args.flag("raw")).getOrDefault(args.text("name"), ""));
        fields.<EnvFile>later("EnvFile", "exists", (self, args) -> self.raw().containsKey(args.text("name")));
        fields.<EnvFile>later("EnvFile", "variables", (self, args) -> {
            List<Map<String, Object>> pairs = new ArrayList<>();
            values(self, args.flag("raw")).forEach((name, value) -> pairs.add(Map.of("name", name, "value", value)));
            return Fields.all(args.call(), "EnvVariable", pairs);
        });
        fields.<EnvFile>now("EnvFile", "withVariable", (self, args) -> {
            String name = args.text("name");
            String value = args.text("value");
            if (name.contains("=")) {
                throw new FieldException("Cannot set the variable \"" + name + "\": expected a name without \"=\".");
            }
            return new EnvFile(
                    args.call(), Lazy.of(() -> EnvFile.with(self.lines().get(), name, value)));
        });
        fields.<EnvFile>now("EnvFile", "withoutVariable", (self, args) -> {
            String name = args.text("name");
            return new EnvFile(args.call(), Lazy.of(() -> self.lines().get().stream()
                    .filter(line -> !EnvFile.name(line).equals(name))
                    .toList()));
        });
        fields.<EnvFile>now("EnvFile", "namespace", (self, args) -> {
            String start = args.text("prefix").replace('-', '_') + "_";
            return new EnvFile(args.call(), Lazy.of(() -> {
                List<String> lines = List.of();
                for (Map.Entry<String, String> variable : values(self, false).entrySet()) {
                    String name = variable.getKey();
                    if (name.regionMatches(true, 0, start, 0, start.length())) {
                        lines = EnvFile.with(lines, name.substring(start.length()), variable.getValue());
                    }
                }
                return lines;
            }));
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
            Map<String, String> values = values(args.object("source", EnvFile.class), false);
            return self.with(args.call(), settings -> {
                settings.secrets.keySet().removeAll(values.keySet());
                settings.environment.putAll(values);
            });
        });
    }

    private Map<String, String> values(EnvFile file, boolean raw) throws FieldException, InterruptedException {
        return raw ? file.raw() : file.values(session.options().environment());
    }
}
