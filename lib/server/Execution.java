package daggerkit.server;

import daggerkit.server.Fields.Lazy;
import daggerkit.server.Values.Unfit;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.TypeName;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Runs an operation: first the objects are described, from the root down and a step at a time, then all leaves are
 * fetched at once. As the engine does it and graphql-java does not: of two fields with the same key the last one wins,
 * a path has no aliases, and there is no partial data. Used by one thread.
 */
final class Execution {
    /** A selection set, the object it selects from, and where its answer goes. */
    private record Scope(
            GraphQLObjectType type, Object self, SelectionSet selections, Path path, Map<String, Object> answer) {
        Scope with(SelectionSet others) {
            return new Scope(type, self, others, path, answer);
        }
    }

    /** The call path of a field, read from its end. */
    private record Path(Path parent, Object name) {
        List<Object> toList() {
            LinkedList<Object> names = new LinkedList<>();
            for (Path path = this; path != null; path = path.parent) {
                names.addFirst(path.name);
            }
            return names;
        }
    }

    /** A value that is still to come, and where it goes. */
    private record Leaf(Callable<Object> call, Path path, Map<String, Object> answer, String key) {}

    private final GraphQLSchema schema;
    private final Fields fields;
    private final Operation operation;
    private final Deque<Scope> pending = new ArrayDeque<>();
    private final List<Leaf> leaves = new ArrayList<>();

    /**
     * Prepares to run an operation.
     *
     * @param schema its schema
     * @param fields what gives the values
     * @param operation the operation
     */
    Execution(GraphQLSchema schema, Fields fields, Operation operation) {
        this.schema = schema;
        this.fields = fields;
        this.operation = operation;
    }

    /**
     * Runs it.
     *
     * @param executor runs the leaves
     * @return the response: {@code data}, or {@code errors} and no data
     */
    Map<String, Object> run(ExecutorService executor) throws InterruptedException {
        Map<String, Object> data = new TreeMap<>(); // the engine's keys are in alphabetical order
        pending.push(
                new Scope(schema.getQueryType(), null, operation.definition().getSelectionSet(), null, data));
        try {
            while (!pending.isEmpty()) {
                Deque<Scope> inner = new ArrayDeque<>();
                select(pending.pop(), inner);
                inner.forEach(pending::push);
            }
        } catch (Unfit unfit) {
            String message = "query:\n" + operation.query() + "\n\nerror: parse selections: " + unfit.getMessage();
            return Responses.errors(List.of(Responses.error(message)));
        }
        List<Map<String, Object>> errors = fetch(executor);
        return errors.isEmpty() ? Responses.data(data) : Responses.errors(errors);
    }

    private void select(Scope scope, Deque<Scope> inner) throws Unfit {
        for (Selection<?> selection : scope.selections.getSelections()) {
            if (selection instanceof Field) {
                field(scope, (Field) selection, inner);
            } else if (selection instanceof InlineFragment) {
                InlineFragment fragment = (InlineFragment) selection;
                if (applies(fragment.getTypeCondition(), scope.type)) {
                    select(scope.with(fragment.getSelectionSet()), inner);
                }
            } else {
                FragmentDefinition fragment = operation.fragments().get(((FragmentSpread) selection).getName());
                if (applies(fragment.getTypeCondition(), scope.type)) {
                    select(scope.with(fragment.getSelectionSet()), inner);
                }
            }
        }
    }

    private boolean applies(TypeName condition, GraphQLObjectType type) {
        GraphQLType wanted = condition == null ? type : schema.getType(condition.getName());
        return wanted == type
                || wanted instanceof GraphQLInterfaceType
                        && schema.getImplementations((GraphQLInterfaceType) wanted)
                                .contains(type);
    }

    private void field(Scope scope, Field field, Deque<Scope> inner) throws Unfit {
        String key = field.getResultKey();
        Path path = new Path(scope.path, field.getName());
        GraphQLFieldDefinition definition = EngineRules.definition(schema, scope.type, field.getName());
        GraphQLType type = GraphQLTypeUtil.unwrapAll(definition.getType());
        try {
            if (field.getName().equals("__typename")) {
                scope.answer.put(key, typename(scope));
            } else if (field.getName().startsWith("__")) {
                scope.answer.put(key, Introspected.value(schema, operation, field));
            } else if (type instanceof GraphQLCompositeType && field.getSelectionSet() == null) {
                throw new FieldException("field \"" + field.getName() + "\" of type \""
                        + GraphQLTypeUtil.simplePrint(type) + "\" must have a selection of subfields");
            } else {
                Object value =
                        fields.value(scope.type.getName(), field.getName(), scope.self, arguments(definition, field));
                Scope self = new Scope(scope.type, value, field.getSelectionSet(), path, scope.answer);
                put(self, key, type instanceof GraphQLCompositeType, inner);
            }
        } catch (FieldException failure) {
            leaf(
                    () -> {
                        throw failure;
                    },
                    path,
                    scope.answer,
                    key);
        }
    }

    /** Puts a field's value into the answer, or what will become of it. */
    private void put(Scope field, String key, boolean composite, Deque<Scope> inner) {
        if (field.self instanceof Lazy) {
            leaf((Lazy) field.self, field.path, field.answer, key);
        } else if (composite && field.self instanceof List) {
            List<Object> answers = new ArrayList<>();
            for (Object element : (List<?>) field.self) {
                answers.add(answer(element, field.selections, new Path(field.path, (long) answers.size()), inner));
            }
            field.answer.put(key, answers);
        } else {
            boolean object = composite && field.self != null;
            field.answer.put(key, object ? answer(field.self, field.selections, field.path, inner) : field.self);
        }
    }

    private Map<String, Object> answer(Object object, SelectionSet selections, Path path, Deque<Scope> inner) {
        Map<String, Object> answer = new TreeMap<>();
        GraphQLObjectType type = schema.getObjectType(Fields.typeOf(object));
        inner.push(new Scope(type, object, selections, path, answer));
        return answer;
    }

    private void leaf(Callable<Object> call, Path path, Map<String, Object> answer, String key) {
        Leaf leaf = new Leaf(call, path, answer, key);
        answer.put(key, leaf);
        leaves.add(leaf);
    }

    private Map<String, Object> arguments(GraphQLFieldDefinition definition, Field field) throws Unfit {
        try {
            return Values.arguments(definition, field, operation.variables());
        } catch (Unfit unfit) {
            throw new Unfit("parse field \"" + field.getName() + "\": " + unfit.getMessage());
        }
    }

    /** Recording {@code typename} of 0.20.8. */
    private String typename(Scope scope) throws Unfit {
        if (scope.self == null && !fields.rootHasTypename()) {
            throw new Unfit("parse field \"__typename\": Query has no such field: \"__typename\"");
        }
        return scope.type.getName();
    }

    /** Fetches all leaves in parallel, even if one fails: the engine tells of every failure. */
    private List<Map<String, Object>> fetch(ExecutorService executor) throws InterruptedException {
        List<Future<Object>> values = new ArrayList<>();
        leaves.forEach(leaf -> values.add(executor.submit(leaf.call)));
        List<Map<String, Object>> errors = new ArrayList<>();
        for (int i = 0; i < leaves.size(); i++) {
            Leaf leaf = leaves.get(i);
            try {
                Object value = values.get(i).get();
                leaf.answer.computeIfPresent(leaf.key, (key, old) -> old == leaf ? value : old);
            } catch (ExecutionException failure) {
                if (!(failure.getCause() instanceof FieldException)) {
                    throw new IllegalStateException(failure.getCause());
                }
                FieldException cause = (FieldException) failure.getCause();
                errors.add(Responses.error(cause.getMessage(), leaf.path.toList(), cause.extensions()));
            } finally {
                if (Thread.currentThread().isInterrupted()) {
                    values.forEach(value -> value.cancel(true));
                }
            }
        }
        return errors;
    }
}
