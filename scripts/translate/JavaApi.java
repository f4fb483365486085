package daggerkit.translate;

import daggerkit.Api;
import daggerkit.Engines;
import daggerkit.Literal;
import daggerkit.schema.EngineVersion;
import daggerkit.translate.JavaApi.Call.Kind;
import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLTypeUtil;
import java.lang.annotation.Annotation;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The typed API, looked up: which method a field of the schema is, and how it takes its arguments. The rules of names and
 * overloads are those of {@code codegen}, which has written {@link Api}; here is no second copy of them, only what the
 * compiled class says, so that nothing is printed that it has not. Immutable and thread-safe.
 */
final class JavaApi {
    private final String engine;
    private final Map<String, Class<?>> classes = new HashMap<>();

    /**
     * How a field is called.
     *
     * @param name the method's name
     * @param kind what calling it does
     * @param required the arguments that are parameters, in their order
     * @param options the options' methods by the names of the arguments that they set
     * @param strings whether the strings of the one required list may stand alone
     * @param single whether the method has one form only, so that a reference to it has one meaning
     * @param result what it gives
     */
    record Call(
            String name,
            Kind kind,
            List<String> required,
            Map<String, String> options,
            Set<String> optionsOfStrings,
            boolean strings,
            boolean single,
            Class<?> result) {
        enum Kind {
            /** Makes the chain longer. */
            OBJECT,
            /** Gives a list of objects. */
            LIST,
            /** Sends the chain, and gives an object that is loaded by its ID from then on. */
            LOADED,
            /** Sends the chain, and gives nothing. */
            VOID,
            /** Sends the chain, and gives a value. */
            VALUE
        }
    }

    JavaApi(EngineVersion engine) {
        this.engine = engine.toString().substring(1);
        for (Class<?> type : Api.class.getDeclaredClasses()) {
            classes.put(type.getSimpleName(), type);
        }
    }

    /** The class of a type of the schema. */
    Class<?> type(String name) {
        Class<?> type = classes.get(name.equals("Query") ? "Client" : name);
        type = type == null ? classes.get("Dagger" + name) : type;
        if (type == null) {
            throw new Untyped("the type " + name + " is not in the typed API");
        }
        return type;
    }

    /** A type as it is written. */
    String name(String type) {
        return "Api." + type(type).getSimpleName();
    }

    /** The method of a field. */
    Call call(String owner, GraphQLFieldDefinition field, String idOf) {
        String coordinate = owner + "." + field.getName();
        if (field.getName().equals("id")) {
            return new Call("id", Kind.VALUE, List.of(), Map.of(), Set.of(), false, true, String.class);
        }
        List<Method> methods = methods(type(owner), field.getName());
        if (methods.isEmpty()) {
            throw new Untyped("the field " + coordinate + " is not in the typed API");
        }
        Class<?> options = methods.stream()
                .map(JavaApi::options)
                .filter(found -> found != null)
                .findFirst()
                .orElse(null);
        Map<String, String> settable = new HashMap<>();
        Set<String> ofStrings = new TreeSet<>();
        List<String> required = new ArrayList<>();
        for (GraphQLArgument argument : field.getArguments()) {
            String option = options == null ? null : spelled(options, argument.getName());
            if (option == null) {
                required.add(argument.getName());
            } else {
                settable.put(argument.getName(), option);
                if (declared(options, option).stream().anyMatch(Method::isVarArgs)) {
                    ofStrings.add(argument.getName());
                }
            }
        }
        Method plain = methods.stream()
                .filter(method -> !method.isVarArgs() && options(method) == null)
                .min(Comparator.comparing(Method::getParameterCount))
                .orElseThrow(() -> new Untyped("the field " + coordinate + " is not in the typed API"));
        if (plain.getParameterCount() != required.size()) {
            throw new Untyped("the field " + coordinate + " takes other arguments in the typed API");
        }
        Kind kind = kind(field, idOf, plain);
        boolean strings = methods.stream().anyMatch(Method::isVarArgs);
        return new Call(
                plain.getName(),
                kind,
                required,
                settable,
                ofStrings,
                strings,
                methods.size() == 1,
                plain.getReturnType());
    }

    private Kind kind(GraphQLFieldDefinition field, String idOf, Method method) {
        Class<?> result = method.getReturnType();
        boolean object = GraphQLTypeUtil.unwrapAll(field.getType()) instanceof GraphQLCompositeType;
        boolean loaded = idOf != null && result != String.class && result != List.class;
        if (object || loaded) {
            String name = object ? GraphQLTypeUtil.simplePrint(GraphQLTypeUtil.unwrapAll(field.getType())) : idOf;
            Type given = result == List.class
                    ? ((ParameterizedType) method.getGenericReturnType()).getActualTypeArguments()[0]
                    : result;
            if (given != type(name)) {
                throw new Untyped("the field " + field.getName() + " gives something else in the typed API");
            }
            return loaded ? Kind.LOADED : result == List.class ? Kind.LIST : Kind.OBJECT;
        }
        return result == void.class ? Kind.VOID : Kind.VALUE;
    }

    /** All forms of the method that a field of this engine is: one that is named for it in an older engine comes first. */
    private List<Method> methods(Class<?> type, String field) {
        for (Method method : type.getDeclaredMethods()) {
            Engines engines = method.getAnnotation(Engines.class);
            if (engines != null
                    && engines.field().equals(field)
                    && List.of(engines.value()).contains(engine)) {
                return declared(type, method.getName());
            }
        }
        String name = spelled(type, field);
        return name == null ? List.of() : declared(type, name);
    }

    /** The method of a name, which has an underscore behind it if Java or a base class has the name. */
    private static String spelled(Class<?> type, String name) {
        return !declared(type, name).isEmpty()
                ? name
                : !declared(type, name + "_").isEmpty() ? name + "_" : null;
    }

    private static List<Method> declared(Class<?> type, String name) {
        List<Method> all = new ArrayList<>();
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name) && !method.isSynthetic()) {
                all.add(method);
            }
        }
        return all;
    }

    /** The class of the options that a method takes, or null. */
    private static Class<?> options(Method method) {
        for (Type parameter : method.getGenericParameterTypes()) {
            if (parameter instanceof ParameterizedType
                    && ((ParameterizedType) parameter).getRawType() == Consumer.class) {
                return (Class<?>) ((ParameterizedType) parameter).getActualTypeArguments()[0];
            }
        }
        return null;
    }

    /** The method that narrows an interface to a type. */
    String narrowing(String from, String to) {
        List<Method> methods = declared(type(from), "as" + to + "_");
        methods = methods.isEmpty() ? declared(type(from), "as" + to) : methods;
        if (methods.size() != 1 || methods.get(0).getReturnType() != type(to)) {
            throw new Untyped("no " + from + " of the typed API can be narrowed to " + to);
        }
        return methods.get(0).getName();
    }

    /** A constant of an enum, as it is written. */
    String constant(String type, String value) {
        for (Field constant : type(type).getDeclaredFields()) {
            if (constant.isEnumConstant()
                    && nameInSchema(constant, constant.getName()).equals(value)) {
                return name(type) + "." + constant.getName();
            }
        }
        throw new Untyped("the value " + type + "." + value + " is not in the typed API");
    }

    /** The components of an input object's record: their names in the schema, and their types. */
    Map<String, Class<?>> components(String input) {
        Map<String, Class<?>> components = new java.util.LinkedHashMap<>();
        for (RecordComponent component : type(input).getRecordComponents()) {
            components.put(nameInSchema(component, component.getName()), component.getType());
        }
        return components;
    }

    /** Whether a record can be made of so many components: of all, or of those that are required. */
    boolean canMake(String input, int components) {
        return List.of(type(input).getDeclaredConstructors()).stream()
                .anyMatch(constructor -> constructor.getParameterCount() == components);
    }

    private static String nameInSchema(java.lang.reflect.AnnotatedElement member, String name) {
        Annotation spelled = member.getAnnotation(Literal.SchemaName.class);
        return spelled == null ? name : ((Literal.SchemaName) spelled).value();
    }
}
