package daggerkit.local;

import daggerkit.local.common.FieldException;
import daggerkit.local.git.Git;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.Directory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The fields of addresses: each is read as the field of the root or the host that takes such a text. */
public final class AddressFields {
    private static final String GIT = "(?:https?|ssh|git)://.*|[A-Za-z0-9_.-]+@[A-Za-z0-9.-]+:.*";

    /** A text that may lead to something. */
    record Address(Entity.Call call, String value) implements Entity {
        boolean isGit() {
            return value.matches(GIT);
        }

        /** Of {@code URL#REF:FOLDER} a part, or the empty text. */
        String part(int number) {
            String[] halves = value.split("#", 2);
            String[] fragment = halves.length > 1 ? halves[1].split(":", 2) : new String[0];
            return number == 0 ? halves[0] : fragment.length >= number ? fragment[number - 1] : "";
        }
    }

    private final Fields fields;

    private AddressFields(Fields fields) {
        this.fields = fields;
    }

    static void add(Fields fields) {
        AddressFields all = new AddressFields(fields);
        fields.now("Query", "address", (self, args) -> {
            if (args.text("value").isEmpty()) {
                throw new FieldException("resource cannot have empty address");
            }
            return new Address(args.call(), args.text("value"));
        });
        fields.<Address>now("Address", "value", (self, args) -> self.value);
        fields.<Address>now(
                "Address", "secret", (self, args) -> all.ask(fields.root(), "secret", args, "uri", self.value));
        fields.<Address>now(
                "Address", "gitRepository", (self, args) -> all.ask(fields.root(), "git", args, "url", self.part(0)));
        fields.<Address>now("Address", "gitRef", (self, args) -> all.ref(self, args));
        fields.<Address>now("Address", "container", (self, args) -> {
            Container scratch = Container.scratch(args.call(), Container.HOST_PLATFORM);
            return all.ask(scratch, "from", args, "address", self.value);
        });
        fields.<Address>later("Address", "directory", (self, args) -> {
            if (self.isGit()) {
                String folder = self.part(2);
                Directory tree = all.tree(self, args);
                return folder.isEmpty() ? tree : all.ask(tree, "directory", args, "path", folder);
            }
            return all.onHost("directory", self, args);
        });
        fields.<Address>later("Address", "file", (self, args) -> {
            if (self.isGit() && self.part(2).isEmpty()) {
                throw new FieldException("no file path specified within git repository");
            }
            return self.isGit()
                    ? all.ask(all.tree(self, args), "file", args, "path", self.part(2))
                    : all.onHost("file", self, args);
        });
    }

    private Object ref(Address self, Args args) throws FieldException, InterruptedException {
        Entity repository = (Entity) ask(fields.root(), "git", args, "url", self.part(0));
        String name = self.part(1).isEmpty() ? "HEAD" : self.part(1);
        return ask(repository, "ref", args, "name", name);
    }

    private Directory tree(Address self, Args args) throws FieldException, InterruptedException {
        return (Directory) ask((Entity) ref(self, args), "tree", args, "depth", 1L);
    }

    private Object onHost(String field, Address self, Args args) throws FieldException, InterruptedException {
        Entity host = new Entity.Host(args.call().then("Host", "host", Map.of()));
        Map<String, Object> values = new HashMap<>();
        values.put("path", self.value.replaceFirst("^file://", ""));
        for (String name : List.of("include", "exclude", "gitignore", "noCache")) {
            if (args.has(name)) {
                values.put(name, args.get(name));
            }
        }
        return ask(host, field, args, values);
    }

    private Object ask(Entity self, String field, Args args, String name, Object value)
            throws FieldException, InterruptedException {
        Map<String, Object> values = new HashMap<>(Map.of(name, value));
        if (field.equals("git")) {
            values.put("keepGitDir", true);
        }
        return ask(self, field, args, values);
    }

    /** The value of another field, under the name of this call. */
    private Object ask(Entity self, String field, Args args, Map<String, Object> values)
            throws FieldException, InterruptedException {
        Args other = new Args(args.call(), values, Map.of());
        String type = self == fields.root() ? "Query" : self instanceof Container ? "Container" : type(self);
        Object value = fields.value(type, field, self, other);
        try {
            return value instanceof Fields.Task ? ((Fields.Task) value).call() : value;
        } catch (FieldException | InterruptedException | RuntimeException failure) {
            throw failure;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Objects on the way have this call, whose type is another one. */
    private static String type(Entity self) {
        return self instanceof Entity.Host
                ? "Host"
                : self instanceof Git.Repository ? "GitRepository" : self instanceof Git.Ref ? "GitRef" : "Directory";
    }
}
