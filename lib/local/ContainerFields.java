package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.Patterns;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.ContainerConfig;
import daggerkit.local.run.ExecSession;
import daggerkit.local.run.Secret;
import daggerkit.local.run.Service;
import daggerkit.schema.EngineVersion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The fields of a container that have nothing to do with files or commands. */
public final class ContainerFields {
    /** Changes settings by a call's arguments. */
    private interface Change {
        void apply(ContainerConfig settings, Args args) throws FieldException;
    }

    private final Fields fields;
    private final ExecSession session;

    private ContainerFields(Fields fields, ExecSession session) {
        this.session = session;
        this.fields = fields;
    }

    static void add(Fields fields, ExecSession session) {
        ContainerFields container = new ContainerFields(fields, session);
        fields.<Container>now(
                "Container",
                "from",
                (self, args) -> self.from(
                        args.call(),
                        args.text("address"),
                        session.isolation().image(),
                        fields.version() == EngineVersion.V0_20_8));
        container.addEnvironment();
        container.addCommandSettings();
        container.addMetadata();
        container.addPorts();
        fields.data("EnvVariable", "name", "value");
        fields.data("Label", "name", "value");
        fields.data("Port", "port", "protocol", "description", "experimentalSkipHealthcheck");
        fields.data(
                "HealthcheckConfig", "args", "shell", "interval", "timeout", "startPeriod", "startInterval", "retries");
    }

    private void addEnvironment() {
        change("withEnvVariable", (settings, args) -> {
            String value = args.text("value");
            String name = args.text("name");
            settings.environment.put(name, args.flag("expand") ? settings.expand(value) : value);
        });
        change("withoutEnvVariable", (settings, args) -> settings.environment.remove(args.text("name")));
        change("withSecretVariable", (settings, args) -> {
            String name = args.text("name");
            if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
                throw new FieldException("Cannot set the secret variable \"" + name
                        + "\": expected letters, digits and underscores, of which a command line shows nothing.");
            }
            settings.secrets.put(name, args.object("secret", Secret.class));
        });
        change("withoutSecretVariable", (settings, args) -> settings.secrets.remove(args.text("name")));
        value("envVariable", (settings, args) -> settings.environment.get(args.text("name")));
        value("envVariables", (settings, args) -> pairs(args, "EnvVariable", settings.environment));
    }

    private void addCommandSettings() {
        change("withWorkdir", (settings, args) -> {
            String path = args.text("path");
            String workdir = settings.absolute(args.flag("expand") ? settings.expand(path) : path);
            settings.workdir = "/" + Patterns.clean(workdir);
        });
        change("withoutWorkdir", (settings, args) -> settings.workdir = "/");
        value("workdir", (settings, args) -> settings.workdir);
        change("withUser", (settings, args) -> settings.user = args.text("name"));
        change("withoutUser", (settings, args) -> settings.user = "");
        value("user", (settings, args) -> settings.user);
        change("withEntrypoint", (settings, args) -> {
            settings.entrypoint = args.texts("args");
            settings.defaultArgs = args.flag("keepDefaultArgs") ? settings.defaultArgs : null;
        });
        change("withoutEntrypoint", (settings, args) -> {
            settings.entrypoint = null;
            settings.defaultArgs = args.flag("keepDefaultArgs") ? settings.defaultArgs : null;
        });
        value("entrypoint", (settings, args) -> settings.entrypoint == null ? List.of() : settings.entrypoint);
        change("withDefaultArgs", (settings, args) -> settings.defaultArgs = args.texts("args"));
        change("withoutDefaultArgs", (settings, args) -> settings.defaultArgs = null);
        value("defaultArgs", (settings, args) -> settings.defaultArgs == null ? List.of() : settings.defaultArgs);
    }

    private void addMetadata() {
        fields.<Container>now("Container", "platform", (self, args) -> self.platform());
        value("imageRef", (settings, args) -> {
            if (settings.address.isEmpty()) {
                throw new FieldException("Cannot name the image of a container that has none: expected a from before.");
            }
            return settings.address;
        });
        change("withLabel", (settings, args) -> settings.labels.put(args.text("name"), args.text("value")));
        change("withoutLabel", (settings, args) -> settings.labels.remove(args.text("name")));
        value("label", (settings, args) -> settings.labels.get(args.text("name")));
        value("labels", (settings, args) -> pairs(args, "Label", settings.labels));
        change("withAnnotation", (settings, args) -> settings.annotations.put(args.text("name"), args.text("value")));
        change("withoutAnnotation", (settings, args) -> settings.annotations.remove(args.text("name")));
        change("withDockerHealthcheck", (settings, args) -> {
            Map<String, Object> check = new LinkedHashMap<>();
            check.put("args", args.texts("args"));
            check.put("shell", args.flag("shell"));
            for (String name : List.of("interval", "timeout", "startPeriod", "startInterval")) {
                check.put(name, args.text(name));
            }
            check.put("retries", args.number("retries", 0));
            settings.healthcheck = check;
        });
        change("withoutDockerHealthcheck", (settings, args) -> settings.healthcheck = null);
        value(
                "dockerHealthcheck",
                (settings, args) -> settings.healthcheck == null
                        ? null
                        : Fields.data(args.call(), "HealthcheckConfig", 0, settings.healthcheck));
        change("withError", (settings, args) -> {
            String message = args.text("err");
            if (!message.isEmpty()) {
                throw new FieldException(message);
            }
        });
    }

    private void addPorts() {
        change("withExposedPort", (settings, args) -> {
            long port = args.number("port", 0);
            String protocol = args.text("protocol");
            settings.ports.removeIf(old -> old.port() == port && old.protocol().equals(protocol));
            settings.ports.add(new ContainerConfig.Port(
                    port, protocol, (String) args.get("description"), args.flag("experimentalSkipHealthcheck")));
        });
        change("withoutExposedPort", (settings, args) -> {
            long port = args.number("port", 0);
            String protocol = args.text("protocol");
            settings.ports.removeIf(old -> old.port() == port && old.protocol().equals(protocol));
        });
        value("exposedPorts", (settings, args) -> ports(args, settings.ports));
        change("withServiceBinding", (settings, args) -> {
            String alias = args.text("alias");
            if (!alias.matches(Service.NAME)) {
                throw new FieldException("Cannot bind a service as \"" + alias
                        + "\": expected the name of a host, of letters, digits, \"-\" and \".\".");
            }
            settings.services.removeIf(old -> old.alias().equals(alias));
            settings.services.add(new ContainerConfig.Binding(alias, args.object("service", Service.class)));
        });
    }

    /** Ports as objects of the API. */
    static List<Entity> ports(Args args, List<ContainerConfig.Port> all) {
        List<Map<String, Object>> ports = new ArrayList<>();
        for (ContainerConfig.Port port : all) {
            Map<String, Object> values = new LinkedHashMap<>();
            values.put("port", port.port());
            values.put("protocol", port.protocol());
            values.put("description", port.description());
            values.put("experimentalSkipHealthcheck", port.skipHealthcheck());
            ports.add(values);
        }
        return Fields.all(args.call(), "Port", ports);
    }

    /** A value made of settings. */
    private interface Value {
        Object of(ContainerConfig settings, Args args) throws FieldException;
    }

    private void value(String field, Value value) {
        fields.<Container>now("Container", field, (self, args) -> value.of(self.settings(), args));
    }

    private void change(String field, Change change) {
        fields.<Container>now("Container", field, (self, args) -> {
            FieldException[] failure = {null};
            Consumer<ContainerConfig> applied = settings -> {
                try {
                    change.apply(settings, args);
                } catch (FieldException failed) {
                    failure[0] = failed;
                }
            };
            Container changed = self.with(args.call(), applied);
            if (failure[0] != null) {
                throw failure[0];
            }
            return changed;
        });
    }

    private static List<Entity> pairs(Args args, String type, Map<String, String> values) {
        List<Map<String, Object>> pairs = new ArrayList<>();
        values.forEach((name, value) -> pairs.add(Map.of("name", name, "value", value)));
        return Fields.all(args.call(), type, pairs);
    }
}
