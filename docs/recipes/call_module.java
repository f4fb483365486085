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
        if (args.length < 2) {
            System.err.println("Usage: call_module.java MODULE FUNCTION [NAME=VALUE...]");
            System.exit(64);
        }
        Map<String, String> arguments = new TreeMap<>();
        for (String argument : List.of(args).subList(2, args.length)) {
            String[] parts = argument.split("=", 2);
            if (parts.length != 2) {
                System.err.println("Cannot take the argument \"" + argument + "\": expected NAME=VALUE.");
                System.exit(64);
            }
            arguments.put(parts[0], parts[1]);
        }
        Dagger.main(dag ->
                System.out.println(dag.module(args[0]).call(args[1], arguments).asText()));
    }
}
