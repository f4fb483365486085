package daggerkit.local.graph;

import daggerkit.local.files.FieldException;
import daggerkit.local.graph.Fields.Task;
import daggerkit.schema.EngineRules;
import daggerkit.schema.Introspected;
import daggerkit.schema.Operation;
import daggerkit.schema.Responses;
import daggerkit.schema.Values;
import daggerkit.schema.Values.Arguments;
import daggerkit.schema.Values.Unfit;
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
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/**
 * Runs an operation: first all arguments are read, then objects are described from the root down, and what may have to
 * wait goes on in a thread of its own. As the engine does it and graphql-java does not: of two fields with the same key
 * the last one wins, a path has no aliases, and there is no partial data. For one run.
 */
public final class Execution {
    /** A value that is still to come. */
    private static final class Slot implements Responses.Deferred {
        private volatile Object value;

        @Override
        public Object value() {
            return value;
        }
    }

    /** A selection set, the object it selects from, and where its answer goes. */
    private record Scope(
            GraphQLObjectType type, Entity self, SelectionSet selections, Path path, Map<String, Object> answer) {
        Scope with(SelectionSet others) {
            return new Scope(type, self, others, path, answer);
        }
    }

    /**
     * The call path of a field, read from its end. Only there an alias shows: recordings {@code glob-kinds} and {@code
     * two-aliases-both-fail}.
     */
    private record Path(Path parent, Object name, Object alias) {
        List<Object> toList() {
            LinkedList<Object> names = new LinkedList<>(List.of(alias));
            for (Path path = parent; path != null; path = path.parent) {
                names.addFirst(path.name);
            }
            return names;
        }

        Path element(long index) {
            return new Path(this, index, index);
        }
    }

    private final GraphQLSchema schema;
    private final Fields fields;
    private final Operation operation;
    private final ExecutorService executor;
    private final Queue<Future<?>> running = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    /**
     * Prepares to run an operation.
     *
     * @param schema its schema
     * @param fields what gives the values
     * @param operation the operation
     * @param executor runs what may have to wait
     */
    public Execution(GraphQLSchema schema, Fields fields, Operation operation, ExecutorService executor) {
        this.schema = schema;
        this.fields = fields;
        this.operation = operation;
        this.executor = executor;
    }

    /**
     * Runs it.
     *
     * @return the response: {@code data}, or {@code errors} and no data
     * @throws InterruptedException if this thread is interrupted; the commands that run for this operation are ended
     */
    public Map<String, Object> run() throws InterruptedException {
        Map<String, Object> data = new TreeMap<>(); // the engine's keys are in alphabetical order
        SelectionSet selections = operation.definition().getSelectionSet();
        Branch all = new Branch();
        List<Future<?>> seen = new ArrayList<>();
        try {
            new ArgumentCheck(schema, fields, operation).check(selections);
            all.describe(new Scope(schema.getQueryType(), fields.root(), selections, null, data));
            for (Future<?> future = running.poll(); future != null; future = running.poll()) {
                seen.add(future);
                future.get();
            }
        } catch (Unfit unfit) {
            String message = "query:\n" + operation.query() + "\n\nerror: parse selections: " + unfit.getMessage();
            return Responses.errors(List.of(Responses.error(message)));
        } catch (CancellationException gone) {
            throw new InterruptedException();
        } catch (ExecutionException bug) {
            throw new IllegalStateException(bug.getCause());
        } finally {
            ended = true;
            seen.addAll(running);
            seen.forEach(future -> future.cancel(true));
        }
        List<Map<String, Object>> errors = all.errors();
        return errors.isEmpty() ? Responses.data(data) : Responses.errors(errors);
    }

    private boolean applies(TypeName condition, GraphQLObjectType type) {
        GraphQLType wanted = condition == null ? type : schema.getType(condition.getName());
        return wanted == type
                || wanted instanceof GraphQLInterfaceType
                        && schema.getImplementations((GraphQLInterfaceType) wanted)
                                .contains(type);
    }

    /** A part of the operation that is described in one go, and those that began in it. Used by one thread at a time. */
    private final class Branch {
        private final List<Branch> branches = new ArrayList<>();
        private Map<String, Object> error;

        /** From here down, without recursion. */
        void describe(Scope first) throws Unfit, InterruptedException {
            Deque<Scope> pending = new ArrayDeque<>(List.of(first));
            while (!pending.isEmpty()) {
                Deque<Scope> inner = new ArrayDeque<>();
                select(pending.pop(), inner);
                inner.forEach(pending::push);
            }
        }

        /** Of this branch and all below, in the order of the query. */
        List<Map<String, Object>> errors() {
            List<Map<String, Object>> errors = new ArrayList<>();
            Deque<Branch> pending = new ArrayDeque<>(List.of(this));
            while (!pending.isEmpty()) {
                Branch next = pending.pop();
                if (next.error != null) {
                    errors.add(next.error);
                }
                for (int i = next.branches.size() - 1; i >= 0; i--) {
                    pending.push(next.branches.get(i));
                }
            }
            return errors;
        }

        private void select(Scope scope, Deque<Scope> inner) throws Unfit, InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
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

        private void field(Scope scope, Field field, Deque<Scope> inner) throws Unfit, InterruptedException {
            String key = field.getResultKey();
            Path path = new Path(scope.path, field.getName(), key);
            GraphQLFieldDefinition definition = EngineRules.definition(schema, scope.type, field.getName());
            GraphQLType type = GraphQLTypeUtil.unwrapAll(definition.getType());
            try {
                if (field.getName().equals("__typename")) {
                    scope.answer.put(key, scope.type.getName());
                } else if (field.getName().startsWith("__")) {
                    Map<String, Object> given = Values.arguments(definition, field, operation.variables(), fields.ids())
                            .values();
                    scope.answer.put(key, Introspected.value(schema, fields.version(), operation, field, given));
                } else if (type instanceof GraphQLCompositeType && field.getSelectionSet() == null) {
                    throw new FieldException("field \"" + field.getName() + "\" of type \""
                            + GraphQLTypeUtil.simplePrint(type) + "\" must have a selection of subfields");
                } else {
                    Arguments given = ArgumentCheck.arguments(definition, field, operation, fields);
                    Entity.Call call =
                            scope.self.call().then(GraphQLTypeUtil.simplePrint(type), field.getName(), given.values());
                    Args args = new Args(call, given.values(), given.defaults());
                    Object value = fields.value(scope.type.getName(), field.getName(), scope.self, args);
                    if (value instanceof Task) {
                        begin((Task) value, scope, field, path);
                    } else {
                        scope.answer.put(key, answer(value, field.getSelectionSet(), path, inner));
                    }
                }
            } catch (FieldException failure) {
                Branch failed = new Branch();
                failed.fail(failure, path);
                branches.add(failed);
            }
        }

        /** Goes on in another thread with what a value has in it. */
        private void begin(Task lazy, Scope scope, Field field, Path path) {
            Slot slot = new Slot();
            Branch branch = new Branch();
            scope.answer.put(field.getResultKey(), slot);
            branches.add(branch);
            if (ended) {
                return;
            }
            running.add(executor.submit(() -> {
                try {
                    Deque<Scope> inner = new ArrayDeque<>();
                    slot.value = branch.answer(lazy.call(), field.getSelectionSet(), path, inner);
                    while (!inner.isEmpty()) {
                        branch.describe(inner.pollLast());
                    }
                } catch (FieldException failure) {
                    branch.fail(failure, path);
                }
                return null;
            }));
        }

        private void fail(FieldException failure, Path path) {
            error = Responses.error(failure.getMessage(), path.toList(), failure.extensions());
        }

        /** A value as the answer has it; of objects what is selected is put in later. */
        private Object answer(Object value, SelectionSet selections, Path path, Deque<Scope> inner) {
            if (value instanceof Entity) {
                Map<String, Object> answer = new TreeMap<>();
                GraphQLObjectType type = schema.getObjectType(((Entity) value).type());
                inner.push(new Scope(type, (Entity) value, selections, path, answer));
                return answer;
            } else if (value instanceof List) {
                List<Object> answers = new ArrayList<>();
                for (Object element : (List<?>) value) {
                    answers.add(answer(element, selections, path.element(answers.size()), inner));
                }
                return answers;
            }
            return value;
        }
    }
}
