///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Call a module's function by its name, without generated code
//SOURCES daggerkit@catalog
import daggerkit.Dagger;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class call_module {
    public static void main(String... args) {
        // As in: call_module.java ./greeter from=me greet name=you
        Map<String, String> constructor = new TreeMap<>();
        Map<String, String> arguments = new TreeMap<>();
        String function = null;
        for (String word : List.of(args).subList(Math.min(1, args.length), args.length)) {
            String[] parts = word.split("=", 2);
            if (parts.length == 2) {
                (function == null ? constructor : arguments).put(parts[0], parts[1]);
            } else {
                function = word;
            }
        }
        if (function == null) {
            System.err.println("Usage: call_module.java MODULE [NAME=VALUE...] FUNCTION [NAME=VALUE...]");
            System.exit(64);
        }
        String called = function;
        Dagger.main(dag -> System.out.println(
                dag.module(args[0], constructor).call(called, arguments).asText()));
    }
}
