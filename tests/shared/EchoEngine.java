package daggerkit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import daggerkit.server.GraphQLRequest;
import daggerkit.server.Reply;
import graphql.language.Argument;
import graphql.language.AstPrinter;
import graphql.language.Document;
import graphql.language.Field;
import graphql.language.InlineFragment;
import graphql.language.OperationDefinition;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.StringValue;
import graphql.language.VariableReference;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.schema.GraphQLEnumType;
import graphql.schema.GraphQLList;
import graphql.schema.GraphQLNonNull;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.idl.SchemaParser;
import graphql.schema.idl.UnExecutableSchemaGenerator;
import graphql.validation.QueryComplexityLimits;
import graphql.validation.ValidationError;
import graphql.validation.Validator;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A session whose every leaf answers with the calls that lead to it, such as {@code container.from("a").stdout}: what a
 * program reads shows what it asked. Validates each query against the schema of its version and answers 422 as an engine
 * does. An ID stands for the calls that lead to its object, so a chain that begins at an ID answers as the whole one.
 *
 * <p>In the arguments of a chain: {@code fail} lets {@code withExec} fail with its {@code exit N}; {@code N elements} is
 * the length of its lists, 2 if nothing is said; {@code no object} makes what may be null be so. Thread-safe.
 */
final class EchoEngine extends AnsweringServer {
    private static final Pattern LENGTH = Pattern.compile("(\\d+) elements");
    private static final Pattern EXIT = Pattern.compile("exit (\\d+)");
    private static final ObjectMapper WRITER = new ObjectMapper(JsonFactory.builder()
            .streamWriteConstraints(StreamWriteConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build());
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Map<String, GraphQLSchema> SCHEMAS = new ConcurrentHashMap<>();
    private static final ParserOptions UNLIMITED = ParserOptions.newParserOptions()
            .maxTokens(Integer.MAX_VALUE)
            .maxWhitespaceTokens(Integer.MAX_VALUE)
            .maxCharacters(Integer.MAX_VALUE)
            .maxRuleDepth(Integer.MAX_VALUE)
            .build();

    private final GraphQLSchema schema;
    private final List<String> queries = new CopyOnWriteArrayList<>();
    private final List<String> evaluated = new CopyOnWriteArrayList<>();
    private volatile Runnable before = () -> {};

    private EchoEngine(String version) throws IOException {
        schema = SCHEMAS.computeIfAbsent(version, EchoEngine::load);
    }

    static EchoEngine of(String version) throws IOException {
        EchoEngine engine = new EchoEngine(version);
        engine.start();
        return engine;
    }

    static EchoEngine newest() throws IOException {
        return of("v1.0.0-beta.10");
    }

    private static GraphQLSchema load(String version) {
        try {
            String sdl = Files.readString(Run.root().resolve("lib/schema/schema-" + version + ".graphql"));
            return UnExecutableSchemaGenerator.makeUnExecutableSchema(new SchemaParser().parse(sdl));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Runs something before each answer. */
    EchoEngine before(Runnable action) {
        before = action;
        return this;
    }

    Api.Client connect() {
        return Dagger.connect(params());
    }

    /** The texts of all queries so far. */
    List<String> queries() {
        return queries;
    }

    /** The calls of all leaves so far, one entry an evaluation. */
    List<String> evaluated() {
        return evaluated;
    }

    @Override
    public String description() {
        return "an echo";
    }

    @Override
    protected Reply answer(GraphQLRequest request) {
        queries.add(request.query());
        before.run();
        Document document = Parser.parse(ParserEnvironment.newParserEnvironment()
                .document(request.query())
                .parserOptions(UNLIMITED)
                .build());
        ArrayNode errors = JSON.arrayNode();
        for (ValidationError error : new Validator()
                .validateDocument(schema, document, rule -> true, Locale.ROOT, QueryComplexityLimits.NONE)) {
            ObjectNode entry = errors.addObject().put("message", error.getMessage());
            entry.putObject("extensions").put("code", "GRAPHQL_VALIDATION_FAILED");
        }
        ObjectNode body = JSON.objectNode();
        if (!errors.isEmpty()) {
            body.set("errors", errors);
            return Reply.of(422, Reply.JSON, body.putNull("data").toString());
        }
        SelectionSet query =
                document.getDefinitionsOfType(OperationDefinition.class).get(0).getSelectionSet();
        Walk walk = new Walk(request.variables(), errors);
        JsonNode data = walk.object("Query", "", List.of(), query);
        if (!errors.isEmpty()) {
            body.set("errors", errors);
        }
        body.set("data", errors.isEmpty() ? data : JSON.nullNode());
        return new Reply(200, Reply.JSON, out -> WRITER.writeValue(out, body));
    }

    /** One request on its way. */
    private final class Walk {
        private final JsonNode variables;
        private final ArrayNode errors;

        Walk(JsonNode variables, ArrayNode errors) {
            this.variables = variables;
            this.errors = errors;
        }

        JsonNode object(String type, String calls, List<String> names, SelectionSet selections) {
            ObjectNode object = JSON.objectNode();
            for (Selection<?> selection : selections.getSelections()) {
                if (selection instanceof InlineFragment) {
                    InlineFragment fragment = (InlineFragment) selection;
                    if (fragment.getTypeCondition().getName().equals(type)) {
                        object.setAll((ObjectNode) object(type, calls, names, fragment.getSelectionSet()));
                    }
                } else {
                    Field field = (Field) selection;
                    object.set(
                            field.getAlias() == null ? field.getName() : field.getAlias(),
                            field(type, calls, names, field));
                }
            }
            return object;
        }

        private JsonNode field(String type, String calls, List<String> names, Field field) {
            if (field.getName().startsWith("__")) {
                String asked = text(field.getArguments().get(0));
                if (schema.getType(asked) == null) { // as 0.20.8 has it
                    errors.addObject()
                            .put("message", "unknown type: \"" + asked + "\"")
                            .putArray("path");
                    return JSON.nullNode();
                }
                return JSON.objectNode().put("name", asked).put("kind", "INTERFACE");
            }
            List<String> path = new ArrayList<>(names);
            path.add(field.getName());
            String[] loaded = loaded(field);
            if (loaded != null) {
                return object(loaded[0], loaded[1], path, field.getSelectionSet());
            }
            String here = (calls.isEmpty() ? "" : calls + ".") + field.getName() + arguments(field);
            return value(
                    schema.getObjectType(type)
                            .getFieldDefinition(field.getName())
                            .getType(),
                    type,
                    here,
                    path,
                    field);
        }

        private String[] loaded(Field field) {
            boolean isLoad = field.getName().equals("node") || field.getName().matches("load\\w+FromID");
            return isLoad ? text(field.getArguments().get(0)).split(" ", 2) : null;
        }

        private String text(Argument argument) {
            return argument.getValue() instanceof StringValue
                    ? ((StringValue) argument.getValue()).getValue()
                    : variables
                            .path(((VariableReference) argument.getValue()).getName())
                            .asText();
        }

        private String arguments(Field field) {
            List<String> all = new ArrayList<>();
            for (Argument argument : field.getArguments()) {
                all.add(
                        argument.getValue() instanceof VariableReference
                                ? "$" + text(argument)
                                : AstPrinter.printAstCompact(argument.getValue()));
            }
            return all.isEmpty() ? "" : "(" + String.join(", ", all) + ")";
        }

        private JsonNode value(GraphQLOutputType type, String owner, String calls, List<String> names, Field field) {
            GraphQLType bare = GraphQLTypeUtil.unwrapNonNull(type);
            if (!(type instanceof GraphQLNonNull) && calls.contains("no object")) {
                return JSON.nullNode();
            }
            if (bare instanceof GraphQLList) {
                Matcher length = LENGTH.matcher(calls);
                int count = length.find() ? Integer.parseInt(length.group(1)) : 2;
                ArrayNode list = JSON.arrayNode();
                GraphQLOutputType element = (GraphQLOutputType) ((GraphQLList) bare).getOriginalWrappedType();
                for (int i = 0; i < count; i++) {
                    list.add(value(element, owner, calls + "[" + i + "]", names, field));
                }
                return list;
            }
            String name = ((graphql.schema.GraphQLNamedType) bare).getName();
            if (field.getSelectionSet() != null) {
                return object(name, calls, names, field.getSelectionSet());
            }
            evaluated.add(calls);
            Matcher exit = EXIT.matcher(calls);
            boolean isExit = exit.find();
            if (calls.contains("fail") && !field.getName().equals("id")) {
                fail(calls, names, isExit ? Integer.parseInt(exit.group(1)) : 1);
            }
            return scalar(bare, name, owner, calls, field, isExit ? Long.parseLong(exit.group(1)) : 0);
        }

        private JsonNode scalar(GraphQLType type, String name, String owner, String calls, Field field, long exitCode) {
            if (type instanceof GraphQLEnumType) {
                return JSON.textNode(((GraphQLEnumType) type).getValues().get(0).getName());
            }
            if (field.getName().equals("id") || field.getName().equals("sync")) {
                return JSON.textNode(owner + " " + calls.substring(0, calls.lastIndexOf('.')));
            }
            return switch (name) {
                case "Int" -> JSON.numberNode(field.getName().equals("exitCode") ? exitCode : calls.length());
                case "Float" -> JSON.numberNode(1.5);
                case "Boolean" -> JSON.booleanNode(calls.contains("yes"));
                case "Void" -> JSON.nullNode();
                default -> JSON.textNode(calls);
            };
        }

        /** As recording two-aliases-both-fail: the path is that of the calls, whatever their aliases are. */
        private void fail(String calls, List<String> names, int exitCode) {
            Matcher command =
                    Pattern.compile("withExec\\(\\[([^\\]]*fail[^\\]]*)\\]").matcher(calls);
            ObjectNode error = errors.addObject();
            error.put("message", command.find() ? "exit code: " + exitCode : "cannot do " + calls);
            ArrayNode path = error.putArray("path");
            names.forEach(path::add);
            if (command.find(0)) {
                ObjectNode extensions = error.putObject("extensions").put("_type", "EXEC_ERROR");
                ArrayNode words = extensions.putArray("cmd");
                for (String word : command.group(1).split(",")) {
                    words.add(word.strip().replaceAll("^\\\\*\"|\\\\*\"$", ""));
                }
                extensions.put("exitCode", exitCode).put("stdout", "").put("stderr", "it failed");
            }
        }
    }
}
