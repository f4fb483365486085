///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Send a GraphQL query to the session and print its data
//DEPS ../lib/Cli.java
//DEPS ../lib/explain/ExplainServer.java
//SOURCES options/ToEngine.java
//SOURCES query/Operations.java
//SOURCES translate/Chain.java
//SOURCES translate/Code.java
//SOURCES translate/Invocation.java
//SOURCES translate/Item.java
//SOURCES translate/JavaApi.java
//SOURCES translate/JavaValues.java
//SOURCES translate/RawRequest.java
//SOURCES translate/RequestFile.java
//SOURCES translate/RequestReader.java
//SOURCES translate/ScriptBody.java
//SOURCES translate/ScriptWriter.java
//SOURCES translate/Texts.java
//SOURCES translate/Translation.java
//SOURCES translate/Untyped.java
//SOURCES translate/VariableNames.java
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.console.Catalog;
import daggerkit.options.ToEngine;
import daggerkit.query.Operations;
import daggerkit.schema.EngineVersion;
import daggerkit.server.GraphQLRequest;
import daggerkit.translate.Translation;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "query",
        description = {
            "Send a GraphQL query to the session and print its data.",
            "",
            "With --java nothing is sent: it prints a Java script that asks the same by the typed API."
        },
        footer = {
            "",
            "What is secret belongs in a variable: errors may quote the text of a query.",
            "",
            "Examples:",
            "  dagger run jbang query@catalog '{version}'",
            "  dagger run jbang query@catalog --path version '{version}'",
            "  dagger run jbang query@catalog --file build.graphql --var image=alpine --var-json 'args=[\"ls\",\"/\"]'",
            "  jbang uname@catalog --print-query | dagger run jbang query@catalog",
            "  jbang query@catalog --java --file build.graphql > build.java"
        })
class query implements Callable<Integer> {
    @Mixin
    Cli cli = new Cli();

    @Parameters(
            arity = "0..1",
            paramLabel = "QUERY",
            description = "The text of the query; from standard input if it is - or neither it nor --file is given.")
    String text;

    @Option(names = "--file", paramLabel = "FILE", description = "A file with the text of the query, in UTF-8.")
    Path file;

    @Option(
            names = "--var",
            paramLabel = "NAME=VALUE",
            description = "A variable whose value is a string. May be given several times.")
    List<String> strings = new ArrayList<>();

    @Option(
            names = "--var-json",
            paramLabel = "NAME=JSON",
            description = "A variable whose value is JSON, such as n=3 or args=[\"ls\"]. May be given several times.")
    List<String> jsons = new ArrayList<>();

    @Option(names = "--operation", paramLabel = "NAME", description = "The operation to run, if the query has several.")
    String operation;

    @Option(
            names = "--path",
            paramLabel = "a.b.c",
            description =
                    "Print the value at this place of the data only: a string as it is, without quotes and without a"
                            + " line break behind it. A number is a position in a list, from 0.")
    String path;

    @Option(names = "--java", description = "Print a Java script that asks the same.")
    boolean java;

    @Option(
            names = "--engine",
            paramLabel = "VERSION",
            converter = ToEngine.class,
            description = "Of --java the engine whose schema it is: 0.20.8, 0.21.8 or 1.0; the newest unless given.")
    EngineVersion engine = EngineVersion.newest();

    public static void main(String... args) {
        Cli.main(new query(), args);
    }

    @Override
    public Integer call() throws IOException {
        Map<String, Object> variables = variables();
        String query = read();
        if (query.isBlank()) {
            throw new Cli.Usage("The query is empty; expected GraphQL such as {version}.");
        }
        checkOperation(Operations.names(query));
        if (java) {
            System.out.print(java(query, variables));
            return 0;
        }
        try (Api.Client dag = Dagger.connect()) {
            JsonNode data = operation == null ? dag.query(query, variables) : dag.query(query, variables, operation);
            JsonNode value = path == null ? data : find(data);
            if (path != null && value.isTextual()) {
                System.out.print(value.textValue());
            } else {
                System.out.println(json(value));
            }
        }
        return 0;
    }

    private String java(String query, Map<String, Object> variables) {
        if (path != null) {
            throw new Cli.Usage("Cannot use --path together with --java: the script prints all that it reads.");
        }
        ObjectNode json = new ObjectMapper().valueToTree(variables);
        String name = operation == null ? "" : operation;
        Translation translation = Translation.ofQuery(engine, new GraphQLRequest(query, json, name, new byte[0]));
        if (!translation.notValid().isEmpty()) {
            throw new DaggerException(
                    "Cannot print Java: " + translation.notValid().get(0));
        }
        return translation.script(
                file == null
                        ? "pipeline"
                        : Translation.className(file.getFileName().toString()),
                Catalog.named("daggerkit@catalog"));
    }

    private String read() throws IOException {
        if (file != null && text != null) {
            throw new Cli.Usage("The query is given twice: as an argument and by --file.");
        }
        if (file != null) {
            Cli.checkReadable("the query", file);
            return Cli.utf8("the query", "\"" + file + "\"", Files.readAllBytes(file));
        }
        if (text != null && !text.equals("-")) {
            return text;
        }
        if (System.console() != null) {
            System.err.println("Reading the query from the terminal, up to Ctrl-D.");
        }
        return Cli.utf8("the query", "standard input", System.in.readAllBytes());
    }

    private void checkOperation(List<String> names) {
        String all = names.stream().filter(name -> !name.isEmpty()).collect(Collectors.joining(", "));
        if (operation == null && names.size() > 1) {
            throw new Cli.Usage("The query has " + names.size() + " operations" + (all.isEmpty() ? "" : ": " + all)
                    + "; say which one by --operation NAME.");
        }
        if (operation != null && !names.contains(operation)) {
            throw new Cli.Usage("The query has no operation \"" + operation + "\"; it has "
                    + (all.isEmpty() ? "none with a name." : all + "."));
        }
    }

    private Map<String, Object> variables() {
        Map<String, Object> variables = new LinkedHashMap<>();
        for (String given : strings) {
            add(variables, "--var", given, value(given));
        }
        ObjectMapper mapper = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
        for (String given : jsons) {
            JsonNode value;
            try {
                value = mapper.readTree(value(given));
            } catch (IOException e) {
                throw new Cli.Usage("Cannot read the value of --var-json \"" + name("--var-json", given)
                        + "\": expected JSON, such as 3, true, \"text\" or [1,2].");
            }
            add(variables, "--var-json", given, value);
        }
        return variables;
    }

    private void add(Map<String, Object> variables, String option, String given, Object value) {
        String name = name(option, given);
        if (variables.containsKey(name)) {
            throw new Cli.Usage("The variable \"" + name + "\" is given twice.");
        }
        variables.put(name, value);
    }

    private String name(String option, String given) {
        int equals = given.indexOf('=');
        if (equals < 1) {
            // The value may be a secret, so it is not repeated.
            throw new Cli.Usage("Cannot read an " + option + " option: expected NAME="
                    + (option.equals("--var") ? "VALUE" : "JSON") + ".");
        }
        return given.substring(0, equals);
    }

    private static String value(String given) {
        return given.substring(given.indexOf('=') + 1);
    }

    private JsonNode find(JsonNode data) {
        JsonNode node = data;
        for (String key : path.split("\\.", -1)) {
            JsonNode next =
                    node.isArray() && key.matches("[0-9]{1,9}") ? node.path(Integer.parseInt(key)) : node.path(key);
            if (next.isMissingNode()) {
                throw new DaggerException(
                        "The data has no \"" + key + "\" on the path \"" + path + "\": " + contents(node));
            }
            node = next;
        }
        return node;
    }

    private static String contents(JsonNode node) {
        if (node.isArray()) {
            return "there is a list of " + node.size() + ".";
        }
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        return keys.isEmpty() ? "there is " + node.getNodeType() + "." : "there is " + String.join(", ", keys) + ".";
    }

    /** Not by an ObjectMapper: it goes down with the depth of the data, and a chain of 5,000 steps is that deep. */
    private static String json(JsonNode node) throws IOException {
        JsonFactory factory = new JsonFactory();
        factory.setStreamWriteConstraints(StreamWriteConstraints.builder()
                .maxNestingDepth(Integer.MAX_VALUE)
                .build());
        StringWriter out = new StringWriter();
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
        printer.indentObjectsWith(indenter);
        printer.indentArraysWith(indenter);
        try (JsonGenerator generator = factory.createGenerator(out).setPrettyPrinter(printer);
                JsonParser parser = node.traverse()) {
            while (parser.nextToken() != null) {
                generator.copyCurrentEvent(parser);
            }
        }
        return out.toString();
    }
}
