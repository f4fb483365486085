package daggerkit.translate;

import daggerkit.translate.Invocation.Argument;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** Names of variables, from what an object is: the image of a container, the path of a folder. Used by one thread. */
final class VariableNames {
    private final Set<String> used = new HashSet<>(Set.of("dag", "args", "o", "e", "it"));

    /** A name that is not used yet, for an object. */
    String of(Chain chain) {
        String name = words(chain.hint == null ? describe(chain) : chain.hint);
        boolean usable = !name.isEmpty() && SourceVersion.isIdentifier(name) && !SourceVersion.isKeyword(name);
        return unused(usable ? name : decapital(chain.type));
    }

    /** The same name, with a number if there is one already. */
    String unused(String name) {
        String unused = SourceVersion.isKeyword(name) ? name + "_" : name;
        for (int number = 2; !used.add(unused); number++) {
            unused = name + number;
        }
        return unused;
    }

    private static String describe(Chain chain) {
        for (Chain at = chain; at.call != null || at.kind == Chain.Kind.ELEMENT; at = at.parent) {
            if (at.kind == Chain.Kind.LIST) {
                return at.call.field();
            }
            if (at.kind == Chain.Kind.ELEMENT || !at.type.equals(chain.type)) {
                break;
            }
            String described = describe(at.call);
            if (described != null) {
                return described;
            }
        }
        return decapital(chain.type);
    }

    private static String describe(Invocation call) {
        switch (call.field()) {
            case "from":
                return last(text(call, "address").replaceFirst("@.*", "").replaceFirst(":[^/]*$", ""));
            case "host", "directory", "file":
                String path = text(call, "path");
                return path.isEmpty() ? null : path.matches("[./]*") ? "source" : last(path);
            case "withNewFile":
                return null;
            case "cacheVolume":
                return text(call, "key") + " cache";
            case "setSecret":
                return text(call, "name");
            case "secret":
                return last(text(call, "uri"));
            case "git":
                return last(text(call, "url").replaceFirst("\\.git$", ""));
            default:
                return null;
        }
    }

    private static String text(Invocation call, String name) {
        Argument argument = call.arguments().get(name);
        return argument == null || !(argument.value() instanceof String) ? "" : (String) argument.value();
    }

    private static String last(String path) {
        String plain = path.replaceFirst("/+$", "");
        return plain.substring(plain.lastIndexOf('/') + 1);
    }

    /** Words as one in camel case: {@code pom.xml} is {@code pomXml}. */
    private static String words(String text) {
        StringBuilder name = new StringBuilder();
        for (String word : text.split("[^A-Za-z0-9]+")) {
            boolean first = name.length() == 0;
            String plain = word.equals(word.toUpperCase(Locale.ROOT)) ? word.toLowerCase(Locale.ROOT) : word;
            if (!plain.isEmpty()) {
                char letter = plain.charAt(0);
                name.append(first ? Character.toLowerCase(letter) : Character.toUpperCase(letter));
                name.append(plain.substring(1));
            }
        }
        return name.length() > 40 ? "" : name.toString();
    }

    private static String decapital(String type) {
        int upper = 0;
        while (upper < type.length() && Character.isUpperCase(type.charAt(upper))) {
            upper++;
        }
        int to = upper > 1 && upper < type.length() ? upper - 1 : upper;
        return type.substring(0, to).toLowerCase(Locale.ROOT) + type.substring(to);
    }
}
