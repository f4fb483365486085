package daggerkit.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import daggerkit.schema.EngineRules;
import daggerkit.schema.EngineVersion;
import daggerkit.schema.Introspected;
import daggerkit.schema.Operation;
import daggerkit.schema.Values;
import daggerkit.schema.Values.Unfit;
import daggerkit.server.QueryParser;
import graphql.language.Field;
import graphql.language.FragmentDefinition;
import graphql.language.FragmentSpread;
import graphql.language.InlineFragment;
import graphql.language.Selection;
import graphql.language.SelectionSet;
import graphql.language.SourceLocation;
import graphql.language.TypeName;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLType;
import graphql.schema.GraphQLTypeUtil;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A valid operation as the steps that it is: fragments applied, arguments with their values, every object with its
 * type. Finds what the engine finds only when it runs the operation: values and IDs that do not fit. Walks a query of
 * any depth without recursion. Used by one thread.
 */
final class Plan {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Something that the engine would not do, and where it stands. */
    record Problem(String message, List<Object> path, SourceLocation place) {}

    /** A selection set and what it selects from. */
    private record Scope(
            PlanStep parent,
            GraphQLObjectType type,
            String digest,
            SelectionSet selections,
            Map<String, PlanStep> byKey,
            String on) {
        Scope with(SelectionSet others, TypeName condition) {
            return new Scope(parent, type, digest, others, byKey, condition == null ? on : condition.getName());
        }
    }

    private final GraphQLSchema schema;
    private final EngineVersion engine;
    private final Operation operation;
    private final IdTypes types;
    private final PlaceholderIds ids;
    private final Deque<Scope> pending = new ArrayDeque<>();
    private final List<PlanStep> roots = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> served = new ArrayList<>();

    private Plan(EngineVersion engine, GraphQLSchema schema, Operation operation, PlaceholderIds ids) {
        this.engine = engine;
        this.schema = schema;
        this.operation = operation;
        this.ids = ids;
        types = new IdTypes(schema, ids);
    }

    /** Reads an operation; what it asks IDs for gets them. */
    static Plan of(EngineVersion engine, GraphQLSchema schema, Operation operation, PlaceholderIds ids) {
        Plan plan = new Plan(engine, schema, operation, ids);
        SelectionSet all = operation.definition().getSelectionSet();
        plan.pending.push(new Scope(null, schema.getQueryType(), "", all, new HashMap<>(), null));
        while (!plan.pending.isEmpty()) {
            Deque<Scope> inner = new ArrayDeque<>();
            plan.select(plan.pending.pop(), inner);
            inner.forEach(plan.pending::push);
        }
        return plan;
    }

    /** The steps that do not follow another one, in the order of the query. */
    List<PlanStep> roots() {
        return roots;
    }

    /** Empty if the engine would run the operation. */
    List<Problem> problems() {
        return problems;
    }

    /** What the modules that it serves were asked for by. */
    List<String> served() {
        return served;
    }

    private void select(Scope scope, Deque<Scope> inner) {
        QueryParser.attend();
        for (Selection<?> selection : scope.selections.getSelections()) {
            if (selection instanceof Field) {
                field(scope, (Field) selection, inner);
                continue;
            }
            TypeName condition;
            SelectionSet selections;
            if (selection instanceof InlineFragment) {
                condition = ((InlineFragment) selection).getTypeCondition();
                selections = ((InlineFragment) selection).getSelectionSet();
            } else {
                FragmentDefinition fragment = operation.fragments().get(((FragmentSpread) selection).getName());
                condition = fragment.getTypeCondition();
                selections = fragment.getSelectionSet();
            }
            if (condition == null || types.fits(scope.type.getName(), condition.getName())) {
                select(scope.with(selections, condition), inner);
            }
        }
    }

    private void field(Scope scope, Field field, Deque<Scope> inner) {
        GraphQLFieldDefinition definition = EngineRules.definition(schema, scope.type, field.getName());
        PlanStep step = new PlanStep(scope.parent, scope.type.getName(), field.getResultKey(), definition);
        step.on = scope.on;
        Map<String, Object> all = arguments(step, field);
        step.digest = digest(scope.digest, field.getName(), all);
        warn(scope.byKey.put(step.key, step), step);
        (scope.parent == null ? roots : scope.parent.children).add(step);
        if (step.isIntrospection()) {
            introspected(step, field, all);
        } else if (GraphQLTypeUtil.unwrapAll(definition.getType()) instanceof GraphQLCompositeType) {
            object(step, field, inner);
        } else {
            leaf(step, scope);
        }
    }

    private Map<String, Object> arguments(PlanStep step, Field field) {
        Map<String, Object> all;
        try {
            all = Values.arguments(step.definition, field, operation.variables(), Values.Objects.NONE)
                    .values();
        } catch (Unfit unfit) {
            refuse(step, field, unfit.getMessage());
            return Map.of();
        }
        field.getArguments().forEach(given -> {
            if (all.containsKey(given.getName())) {
                Object value = all.get(given.getName());
                step.arguments.put(given.getName(), value);
                String id = types.of(step.definition.getArgument(given.getName()));
                String wrong = id == null ? null : types.problem(id, given.getName(), value, engine);
                if (id != null) {
                    step.idsOf.put(given.getName(), id);
                }
                if (wrong != null) {
                    refuse(step, field, wrong);
                }
            }
        });
        return all;
    }

    /** The engine's form, as in recording int-too-big. */
    private void refuse(PlanStep step, Field field, String reason) {
        String message = "query:\n" + operation.query() + "\n\nerror: parse selections: parse field \"" + step.name()
                + "\": " + reason;
        problems.add(new Problem(message, List.of(), field.getSourceLocation()));
    }

    private void introspected(PlanStep step, Field field, Map<String, Object> all) {
        if (!step.name().equals("__typename")) {
            step.value = Introspected.value(schema, engine, operation, field, all);
        } else if (step.parent == null && engine == EngineVersion.V0_20_8) {
            refuse(step, field, "Query has no such field: \"__typename\""); // recording typename
        } else {
            step.value = step.owner;
        }
    }

    private void object(PlanStep step, Field field, Deque<Scope> inner) {
        if (field.getSelectionSet() == null) {
            String message =
                    "field \"" + field.getName() + "\" of type \"" + step.type().replace("!", "")
                            + "\" must have a selection of subfields"; // recording leaf-needs-selection
            problems.add(new Problem(message, step.path(), field.getSourceLocation()));
            return;
        }
        PlaceholderIds.Known known = step.isLoad() ? ids.known("" + step.arguments.get("id")) : null;
        step.digest = known == null ? step.digest : known.digest();
        GraphQLType type = GraphQLTypeUtil.unwrapAll(step.definition.getType());
        step.object = type instanceof GraphQLObjectType
                ? (GraphQLObjectType) type
                : known == null
                        ? implementation((GraphQLInterfaceType) type, field.getSelectionSet())
                        : schema.getObjectType(known.type());
        inner.push(new Scope(step, step.object, step.digest, field.getSelectionSet(), new HashMap<>(), null));
    }

    /** Of an object of which only the interface is known: the type that is asked about, else the first one. */
    private GraphQLObjectType implementation(GraphQLInterfaceType type, SelectionSet selections) {
        List<GraphQLObjectType> all = schema.getImplementations(type);
        return selections.getSelectionsOfType(InlineFragment.class).stream()
                .map(InlineFragment::getTypeCondition)
                .filter(Objects::nonNull)
                .map(condition -> schema.getType(condition.getName()))
                .filter(all::contains)
                .map(GraphQLObjectType.class::cast)
                .findFirst()
                .orElseGet(() -> all.stream()
                        .min(Comparator.comparing(GraphQLObjectType::getName))
                        .get());
    }

    private void leaf(PlanStep step, Scope scope) {
        String named = types.of(step.definition);
        step.idOf = named;
        if (named == null) {
            step.value = Placeholders.leaf(step, engine);
            if ((step.owner + "." + step.name()).equals("Module.serve")) {
                served.add(source(step));
            }
        } else {
            // What `sync` names is the object itself.
            boolean self = step.name().equals("id") || types.fits(scope.type.getName(), named);
            step.value = ids.id(self ? scope.type.getName() : named, self ? scope.digest : step.digest);
        }
    }

    private static String source(PlanStep serve) {
        for (PlanStep step = serve; step != null; step = step.parent) {
            if (step.arguments.get("refString") != null) {
                return "" + step.arguments.get("refString");
            }
        }
        return "";
    }

    /** Two selections with one key are not an error and not merged: recording same-field-twice-conflicts. */
    private static void warn(PlanStep lost, PlanStep step) {
        boolean same = lost == null || lost.object == null && lost.digest.equals(step.digest);
        if (!same) {
            lost.warning = "its answer is lost: a later field has the same key; give one of them an alias";
        }
    }

    private static String digest(String before, String field, Map<String, Object> arguments) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] text = JSON.writeValueAsBytes(List.of(before, field, arguments));
            return HexFormat.of().formatHex(sha.digest(text));
        } catch (NoSuchAlgorithmException | JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
