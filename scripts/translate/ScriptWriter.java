package daggerkit.translate;

import daggerkit.translate.Invocation.Argument;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** Writes the body of a script: what each request reads, and before it the variables that it needs. Used by one thread. */
final class ScriptWriter {
    private static final int MOST_TOGETHER = 8;

    private final JavaApi api;
    private final VariableNames names = new VariableNames();
    private final JavaValues values;
    private final ScriptBody body = new ScriptBody();
    private final List<String> secrets = new ArrayList<>();

    ScriptWriter(JavaApi api) {
        this.api = api;
        values = new JavaValues(api, this::object);
    }

    String body() {
        return body.text();
    }

    /** The variables of the environment that the script takes secrets from. */
    List<String> secrets() {
        return secrets;
    }

    void comment(String words) {
        body.comment(words);
    }

    /** Takes a secret from the environment; its name says which it is. */
    Code secret(String name) {
        String variable = name.replaceAll("([a-z0-9])([A-Z])", "$1_$2")
                .toUpperCase(Locale.ROOT)
                .replaceAll("[^A-Z0-9]+", "_")
                .replaceAll("^_+|_+$", "");
        variable = variable.isEmpty() || Character.isDigit(variable.charAt(0)) ? "SECRET_" + variable : variable;
        if (!secrets.contains(variable)) {
            secrets.add(variable);
        }
        return Code.text("System.getenv(" + Texts.quoted(variable) + ")");
    }

    /** Writes a request as the text that it was. */
    void raw(RawRequest request) {
        comment(Translation.ended("Not typed: " + request.reason()));
        Code asked = request.code(this::object, this::secret);
        if (request.isUsed()) {
            request.name(names.unused("answer"));
            body.declare("JsonNode", request.name(), asked);
            asked = Code.text(request.name());
        }
        body.statement(Code.call("System.out.println", List.of(asked)));
    }

    /** Writes what a request reads. */
    void request(List<Item> items) {
        List<Item> read = Item.ofStatement(items);
        if (read.isEmpty()) {
            return;
        }
        if (read.size() == 1 && read.get(0) instanceof Item.Read) {
            single((Item.Read) read.get(0));
        } else if (read.size() == 1) {
            each((Item.Each) read.get(0));
        } else {
            several(read);
        }
    }

    private void single(Item.Read read) {
        Code value = object(read.on).then(List.of(call(read.call)));
        switch (read.call.call().kind()) {
            case VOID -> body.statement(value);
            case LOADED -> {
                if (read.loaded == null) {
                    body.statement(value);
                } else {
                    read.loaded.variable = names.of(read.loaded);
                    body.declare(api.name(read.loaded.type), read.loaded.variable, value);
                }
            }
            default -> {
                boolean lines = List.of("stdout", "stderr", "combinedOutput", "contents")
                        .contains(read.call.field());
                body.statement(Code.call("System.out." + (lines ? "print" : "println"), List.of(value)));
            }
        }
    }

    private void each(Item.Each each) {
        List<Code> paths = new ArrayList<>(List.of(path(each.on.type, each.call)));
        boolean plain = each.items.size() <= MOST_TOGETHER
                && each.items.stream().allMatch(item -> item instanceof Item.Read && isPlain((Item.Read) item));
        if (plain) {
            each.items.forEach(item -> paths.add(path(each.element.type, item.call)));
            if (each.items.size() > 1) {
                paths.add(Code.text("List::of"));
            }
            Code list = object(each.on).then("fetchEach", paths);
            body.statement(Code.call("System.out.println", List.of(list)));
        } else {
            Code all = Code.text("dag").then("fetch", List.of(leaf(each, 0)));
            body.statement(Code.call("System.out.println", List.of(all)));
        }
    }

    private void several(List<Item> items) {
        Chain on = items.get(0).on;
        boolean plain = items.size() <= MOST_TOGETHER
                && items.stream()
                        .allMatch(item -> item instanceof Item.Read && item.on == on && isPlain((Item.Read) item));
        String name = names.unused("answers");
        Code together;
        if (plain) {
            List<Code> paths = new ArrayList<>();
            items.forEach(item -> paths.add(path(on.type, item.call)));
            paths.add(Code.text("List::of"));
            together = object(on).then("fetch", paths);
        } else {
            together = Code.text("dag").then("fetch", List.of(all(items, 0)));
        }
        body.declare("List<Object>", name, together);
        body.statement(Code.text("System.out.println(" + name + ")"));
    }

    /** A value is none of {@code List.of} if it may be null. */
    private static boolean isPlain(Item.Read read) {
        return read.call.call().kind() != JavaApi.Call.Kind.VOID;
    }

    private Code all(List<Item> items, int level) {
        List<Code> leaves = items.stream().map(item -> leaf(item, level)).toList();
        return leaves.size() == 1 ? leaves.get(0) : Code.call("Leaf.all", List.of(Code.call("List.of", leaves)));
    }

    private Code leaf(Item item, int level) {
        if (item instanceof Item.Read) {
            Item.Read read = (Item.Read) item;
            return object(item.on).then(isPlain(read) ? "leaf" : "voidLeaf", List.of(path(item.on.type, item.call)));
        }
        Item.Each each = (Item.Each) item;
        Code on = object(each.on);
        Code path = path(each.on.type, each.call);
        each.element.variable = level == 0 ? "e" : names.unused("e" + (level + 1));
        return on.then("each", List.of(path, Code.lambda(each.element.variable, all(each.items, level + 1))));
    }

    /** How a value is read of an object that is given: a reference to a method, if that has one form only. */
    private Code path(String type, Invocation call) {
        return call.call().single() && call.arguments().isEmpty()
                ? Code.text(api.name(type) + "::" + call.call().name())
                : Code.lambda("it", Code.text("it").then(List.of(call(call))));
    }

    /** An object: the variable that holds it, or the chain that makes it. */
    Code object(Chain chain) {
        Deque<Chain> steps = new ArrayDeque<>();
        Chain at = chain;
        while (at.kind != Chain.Kind.ROOT && at.variable == null && !at.wantsVariable()) {
            steps.push(at);
            at = at.parent;
        }
        Code base = at.kind == Chain.Kind.ROOT ? Code.text("dag") : Code.text(variable(at));
        List<Code.Call> calls = new ArrayList<>();
        steps.forEach(step -> calls.add(step(step)));
        return base.then(calls);
    }

    private Code.Call step(Chain step) {
        return step.kind == Chain.Kind.ELEMENT
                ? new Code.Call("get", List.of(Code.text("" + step.index)))
                : call(step.call);
    }

    /** The variable of an object, which is declared where it is needed first. */
    private String variable(Chain chain) {
        if (chain.variable == null) {
            Code made = object(chain.parent).then(List.of(step(chain)));
            chain.variable = names.of(chain);
            String type = api.name(chain.type);
            String declared = chain.kind == Chain.Kind.LIST ? "List<" + type + ">" : type;
            body.declare(declared, chain.variable, made);
        }
        return chain.variable;
    }

    private Code.Call call(Invocation invocation) {
        JavaApi.Call method = invocation.call();
        List<Code> arguments = new ArrayList<>();
        boolean strings = false;
        for (String name : method.required()) {
            strings = method.strings() && isFilledList(invocation, name);
            arguments.addAll(values(invocation, name, strings));
        }
        Code options = options(invocation);
        if (options != null) {
            arguments.add(strings ? 0 : arguments.size(), options);
        }
        return new Code.Call(method.name(), arguments);
    }

    private static boolean isFilledList(Invocation invocation, String name) {
        Object value = invocation.arguments().get(name).value();
        return value instanceof List && !((List<?>) value).isEmpty();
    }

    /** An argument: one value, or the strings of a list where they may stand alone. */
    private List<Code> values(Invocation invocation, String name, boolean strings) {
        if (!strings) {
            return List.of(value(invocation, name));
        }
        List<?> texts = (List<?>) invocation.arguments().get(name).value();
        return texts.stream().map(text -> Texts.of("" + text)).toList();
    }

    private Code value(Invocation invocation, String name) {
        Argument argument = invocation.arguments().get(name);
        if (name.equals("plaintext")) {
            return plaintext(invocation);
        }
        boolean isMode = name.equals("permissions") && argument.value() instanceof Long && (Long) argument.value() > 7;
        return isMode ? Code.text("0" + Long.toOctalString((Long) argument.value())) : values.of(argument);
    }

    private Code plaintext(Invocation invocation) {
        Argument name = invocation.arguments().get("name");
        return secret(name == null ? "secret" : "" + name.value());
    }

    private Code options(Invocation invocation) {
        List<Code.Call> calls = new ArrayList<>();
        invocation.arguments().forEach((name, argument) -> {
            String option = invocation.call().options().get(name);
            if (option == null) {
                return;
            }
            boolean strings = invocation.call().optionsOfStrings().contains(name) && isFilledList(invocation, name);
            calls.add(new Code.Call(option, values(invocation, name, strings)));
        });
        return calls.isEmpty() ? null : Code.lambda("o", Code.text("o").then(calls));
    }
}
