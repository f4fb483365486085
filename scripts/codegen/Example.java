package daggerkit.codegen;

import daggerkit.codegen.Model.Argument;
import daggerkit.codegen.Model.Constant;
import daggerkit.codegen.Model.Field;
import daggerkit.codegen.Model.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a call of a field in Java as a person would: without options, and with texts that make sense there. Objects are
 * variables named as their types.
 */
final class Example {
    private static final Pattern AS_IN = Pattern.compile("(?i)\\bas in `([^`]+)`");

    /**
     * Texts for what has no "as in" in its words: of an argument of a field, of a type's arguments of that name, of any
     * other argument of that name. Those of a list are separated by blanks.
     */
    private static final Map<String, String> TEXTS = texts("""
        args = ls -l
        Container.withDefaultArgs(args) = --port 8080
        Container.withDockerHealthcheck(args) = curl -f localhost:8080
        Container.withEntrypoint(args) = java -jar /app.jar
        contents = hello
        description = What it is for.
        devices = 0
        JSONValue.withContents(contents) = {"name": "app"}
        Directory.findUp(start) = src
        Changeset.export(path) = .
        Exportable.export(path) = out
        Workspace(path) = src
        err = not allowed
        GitRepository.commit(id) = a1b2c3d
        linkName = /usr/bin/tool
        Directory(linkName) = latest
        message = not allowed
        model = the-model
        Directory.glob(pattern) = **/*.java
        Workspace.glob(pattern) = **/*.java
        pattern = TODO
        name = name
        Container.withEnvVariable(name) = CI
        Container.withEnvVariable(value) = true
        Container.withoutEnvVariable(name) = CI
        Container.envVariable(name) = PATH
        Container.withSecretVariable(name) = TOKEN
        Container.withoutSecretVariable(name) = TOKEN
        Container.withVolatileVariable(name) = BUILD_ID
        Container.withVolatileVariable(value) = 42
        Container.withLabel(value) = 1.2
        Container.withAnnotation(value) = Apache-2.0
        Container.withoutLabel(name) = org.opencontainers.image.version
        Container.withoutAnnotation(name) = org.opencontainers.image.licenses
        Container.withUnixSocket(path) = /var/run/docker.sock
        Container.withoutUnixSocket(path) = /var/run/docker.sock
        Container.withoutRegistryAuth(address) = ghcr.io
        Container.withUser(name) = nobody
        Query.setSecret(name) = token
        Query.setSecret(plaintext) = plaintext
        Query.cacheVolume(key) = maven
        Query.git(url) = https://github.com/owner/repo
        Query.http(url) = https://example.com/file.txt
        Query.moduleSource(refString) = ./module
        Query.secret(uri) = env://TOKEN
        paths = notes.txt old.txt
        Container(path) = /src
        Container.export(path) = image.tar
        Container.file(path) = /etc/os-release
        Container.withFile(path) = /src/pom.xml
        Container.withoutFile(path) = /src/notes.txt
        Container.withNewFile(path) = /src/notes.txt
        Container.withMountedCache(path) = /root/.m2
        Container.withMountedFile(path) = /src/pom.xml
        Container.withMountedSecret(path) = /run/secrets/token
        Container.withMountedTemp(path) = /tmp
        Directory(path) = src
        Directory.export(path) = out
        Directory.withFile(path) = pom.xml
        Directory.withNewFile(path) = notes.txt
        Directory.withoutFile(path) = notes.txt
        File.export(path) = out/app.txt
        Host(path) = .
        Host.file(path) = pom.xml
        Host.unixSocket(path) = /var/run/docker.sock
        prompt = What does this do?
        search = before
        replacement = after
        target = /opt/tool/bin/tool
        Directory(target) = v1.2
        username = owner
        version = v0.21.8
        """);

    private final Model api;
    private final JavaTypes types;

    Example(Model api, JavaTypes types) {
        this.api = api;
        this.types = types;
    }

    private static Map<String, String> texts(String lines) {
        Map<String, String> texts = new HashMap<>();
        for (String line : lines.split("\n")) {
            int end = line.indexOf(" = ");
            texts.put(line.substring(0, end), line.substring(end + 3));
        }
        return Map.copyOf(texts);
    }

    String of(Type owner, Field field) {
        JavaMethod method = JavaMethod.of(types, owner, field);
        List<String> all = new ArrayList<>();
        for (Argument argument : field.required()) {
            all.add(
                    method.varargs() != null
                            ? strings(text(owner, field, argument), true)
                            : value(argument.value(), text(owner, field, argument)));
        }
        String receiver = owner.name().equals(api.root()) ? "dag" : variable(owner.name());
        return receiver + "." + method.name() + "(" + String.join(", ", all) + ")";
    }

    private static String text(Type owner, Field field, Argument argument) {
        Matcher asIn = AS_IN.matcher(argument.facts().description());
        if (asIn.find()) {
            return asIn.group(1);
        }
        String name = "(" + argument.name() + ")";
        String ofField = owner.name() + "." + field.name() + name;
        String known = TEXTS.getOrDefault(ofField, TEXTS.get(owner.name() + name));
        return known != null ? known : TEXTS.getOrDefault(argument.name(), argument.name());
    }

    /** One literal, or a text's words as one each. */
    private static String strings(String text, boolean isList) {
        return Arrays.stream(isList ? text.split(" ") : new String[] {text})
                .map(one -> "\"" + one.replace("\\", "\\\\").replace("\"", "\\\"") + "\"")
                .collect(Collectors.joining(", "));
    }

    private String value(Value value, String text) {
        String one =
                switch (value.sort()) {
                    case INT -> value.isList() ? "1L" : "1";
                    case FLOAT -> "1.0";
                    case BOOLEAN -> "true";
                    case ID, OBJECT -> variable(value.type());
                    case ENUM -> types.type(value.type()) + "." + constant(value.type());
                    case INPUT -> input(value.type());
                    default -> strings(text, value.isList());
                };
        return "List.of(".repeat(value.lists()) + one + ")".repeat(value.lists());
    }

    private String constant(String name) {
        return api.type(name).map(Type::constants).orElse(List.of()).stream()
                .filter(constant -> constant.facts().deprecated() == null)
                .findFirst()
                .map(Constant::name)
                .orElse("valueOf(\"" + name + "\")");
    }

    private String input(String name) {
        List<Argument> fields = api.type(name).map(Type::inputs).orElse(List.of());
        return "new " + types.type(name) + "("
                + fields.stream()
                        .filter(Argument::required)
                        .map(field -> value(field.value(), field.name()))
                        .collect(Collectors.joining(", "))
                + ")";
    }

    /** A type's name with its first word in small letters: {@code llm}, {@code jsonValue}. */
    static String variable(String type) {
        int capitals = 0;
        while (capitals < type.length() && Character.isUpperCase(type.charAt(capitals))) {
            capitals++;
        }
        int small = capitals > 1 && capitals < type.length() ? capitals - 1 : capitals;
        return Names.parameter(type.substring(0, small).toLowerCase(java.util.Locale.ROOT) + type.substring(small));
    }
}
