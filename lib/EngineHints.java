package daggerkit;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which engines have a member of the schema: what {@link Api} says, found by reflection when an engine has refused a
 * query, and never before.
 */
final class EngineHints {
    private static final Pattern FIELD = Pattern.compile("Cannot query field \"(\\w+)\" on type \"(\\w+)\"");
    private static final Pattern ARGUMENT = Pattern.compile("Unknown argument \"(\\w+)\" on field \"(\\w+)\\.(\\w+)\"");
    private static final Pattern TYPE = Pattern.compile("Unknown type \"(\\w+)\"");
    /** A field that gives a value on one engine and an object on another (recorded in leaf-needs-selection). */
    private static final Pattern CHANGED = Pattern.compile("[Ff]ield \"(\\w+)\" .*must (?:not )?have a selection");

    private EngineHints() {}

    /** The same failure, whose message names the engines that have what this one refused, if they are known. */
    static QueryException explain(QueryException refused) {
        Set<String> hints = new LinkedHashSet<>();
        for (QueryError error : refused.errors()) {
            hint(error.message(), hints);
        }
        if (hints.isEmpty()) {
            return refused;
        }
        String known = versions(Api.class.getAnnotation(Engines.class));
        return new QueryException(
                refused.query(),
                refused.errors(),
                refused.getMessage() + "\n" + String.join("\n", hints) + "\n(This library knows " + known + ".)",
                List.of());
    }

    private static void hint(String message, Set<String> hints) {
        Matcher field = FIELD.matcher(message);
        while (field.find()) {
            field(field.group(2), field.group(1), hints);
        }
        Matcher argument = ARGUMENT.matcher(message);
        while (argument.find()) {
            argument(argument, hints);
        }
        Matcher type = TYPE.matcher(message);
        while (type.find()) {
            Class<?> known = type(type.group(1));
            if (known != null) {
                add(known, "The type " + type.group(1), hints);
            }
        }
        Matcher changed = CHANGED.matcher(message);
        while (changed.find()) {
            changed(changed.group(1), hints);
        }
    }

    private static void field(String type, String field, Set<String> hints) {
        Class<?> owner = type(type);
        if (owner == null) {
            ofId(type, field, hints);
            return;
        }
        boolean known = false;
        for (Method method : owner.getDeclaredMethods()) {
            if (isNamed(method, field)) {
                known = true;
                add(method, type + "." + field, hints);
            }
        }
        if (!known) {
            // A field that gave another type on older engines: its own type is one that not all engines have.
            for (Class<?> other : Api.class.getDeclaredClasses()) {
                for (Method method : other.getDeclaredMethods()) {
                    if (other.isAnnotationPresent(Engines.class) && isNamed(method, field)) {
                        add(other, other.getSimpleName() + "." + field, hints);
                    }
                }
            }
        }
    }

    /** A field of an ID: of one that is an object on newer engines, perhaps. */
    private static void ofId(String scalar, String field, Set<String> hints) {
        for (Class<?> owner : scalar.endsWith("ID") ? Api.class.getDeclaredClasses() : new Class<?>[0]) {
            for (Method older : owner.getDeclaredMethods()) {
                Engines engines = older.getAnnotation(Engines.class);
                if (engines != null && !engines.field().isEmpty()) {
                    for (Method method : older.getReturnType().getDeclaredMethods()) {
                        if (isNamed(method, field)) {
                            changed(engines.field(), hints);
                        }
                    }
                }
            }
        }
    }

    private static void argument(Matcher argument, Set<String> hints) {
        Class<?> owner = type(argument.group(2));
        String options = argument.group(3).substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                + argument.group(3).substring(1) + "Options";
        for (Class<?> nested : owner == null ? new Class<?>[0] : owner.getDeclaredClasses()) {
            for (Method method : nested.getDeclaredMethods()) {
                if (nested.getSimpleName().equals(options) && isNamed(method, argument.group(1))) {
                    String place = argument.group(2) + "." + argument.group(3);
                    add(method, place + "(" + argument.group(1) + ")", hints);
                }
            }
        }
    }

    private static void changed(String field, Set<String> hints) {
        for (Class<?> owner : Api.class.getDeclaredClasses()) {
            for (Method older : owner.getDeclaredMethods()) {
                Engines engines = older.getAnnotation(Engines.class);
                if (engines != null && engines.field().equals(field)) {
                    add(older, owner.getSimpleName() + "." + older.getName() + "()", hints);
                    for (Method newer : owner.getDeclaredMethods()) {
                        if (isNamed(newer, field)) {
                            add(newer, owner.getSimpleName() + "." + newer.getName() + "()", hints);
                        }
                    }
                }
            }
        }
    }

    private static void add(AnnotatedElement member, String what, Set<String> hints) {
        Engines engines = member.getAnnotation(Engines.class);
        if (engines != null) {
            String several = engines.value().length > 1 ? "engines " : "engine ";
            hints.add(what + " is in the " + several + versions(engines) + ".");
        }
    }

    private static String versions(Engines engines) {
        return String.join(", ", engines.value());
    }

    /** As the generator spells it; see {@link Api}. */
    private static boolean isNamed(Method method, String name) {
        return method.getName().equals(name) || method.getName().equals(name + "_");
    }

    private static Class<?> type(String name) {
        String spelled = name.equals("Query") ? "Client" : name;
        for (Class<?> type : Api.class.getDeclaredClasses()) {
            if (type.getSimpleName().equals(spelled) || type.getSimpleName().equals("Dagger" + spelled)) {
                return type;
            }
        }
        return null;
    }
}
