///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Look up the API: a type, a field, its arguments, its engines and its Java form
//DEPS ../lib/Cli.java
//SOURCES ../lib/schema/Suggestions.java
//SOURCES codegen/BuiltIn.java
//SOURCES codegen/Example.java
//SOURCES codegen/Facets.java
//SOURCES codegen/Introspection.java
//SOURCES codegen/JavaMethod.java
//SOURCES codegen/JavaText.java
//SOURCES codegen/JavaTypes.java
//SOURCES codegen/JsonView.java
//SOURCES codegen/Lookup.java
//SOURCES codegen/Merger.java
//SOURCES codegen/Model.java
//SOURCES codegen/Names.java
//SOURCES codegen/ObjectWriter.java
//SOURCES codegen/SchemaReader.java
//SOURCES codegen/Search.java
//SOURCES codegen/TextView.java
//SOURCES codegen/Value.java
//SOURCES codegen/Versions.java
//SOURCES codegen/Words.java
//FILES schemas/v0.20.8.json=../schemas/v0.20.8.json
//FILES schemas/v0.21.8.json=../schemas/v0.21.8.json
//FILES schemas/v1.0.0-beta.10.json=../schemas/v1.0.0-beta.10.json
//FILES words/changeset.md=../schemas/words/changeset.md
//FILES words/check-and-generator.md=../schemas/words/check-and-generator.md
//FILES words/container.md=../schemas/words/container.md
//FILES words/directory-and-file.md=../schemas/words/directory-and-file.md
//FILES words/engine.md=../schemas/words/engine.md
//FILES words/enum.md=../schemas/words/enum.md
//FILES words/env.md=../schemas/words/env.md
//FILES words/git.md=../schemas/words/git.md
//FILES words/host.md=../schemas/words/host.md
//FILES words/interface.md=../schemas/words/interface.md
//FILES words/llm.md=../schemas/words/llm.md
//FILES words/module.md=../schemas/words/module.md
//FILES words/query.md=../schemas/words/query.md
//FILES words/scalar.md=../schemas/words/scalar.md
//FILES words/secret-and-cache.md=../schemas/words/secret-and-cache.md
//FILES words/service.md=../schemas/words/service.md
//FILES words/value.md=../schemas/words/value.md
//FILES words/workspace.md=../schemas/words/workspace.md
//CDS
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xlog:disable
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.ConnectParams;
import daggerkit.Dagger;
import daggerkit.codegen.Lookup;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "schema",
        description = {
            "Look up the API: a type, a field, its arguments, its engines and its Java form.",
            "",
            "Under `dagger run` it is the API of the session's engine, in that engine's own words; else the one that"
                    + " this library knows, of several engines, in this library's words. In [brackets]: the engines"
                    + " that have it, where not all have."
        },
        footer = {
            "",
            "Exit code: 1 if there is no such name; 64 for wrong usage; 69 if the session does not answer.",
            "",
            "Examples:",
            "  jbang schema@catalog",
            "  jbang schema@catalog Container withExec",
            "  dagger run jbang schema@catalog Container.withExec",
            "  jbang schema@catalog --find cache"
        })
class schema implements Callable<Integer> {
    @Mixin
    Cli cli = new Cli();

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "A type, a field, or a type and its field; without one, all types are listed.")
    List<String> names = List.of();

    @Option(
            names = "--find",
            paramLabel = "WORD",
            description = "Search the names of types, fields, arguments and enum values: for a part of a name, or the"
                    + " beginnings of its words, such as wEV for withEnvVariable. What is said of them is searched"
                    + " for a word too, or for several in quotes.")
    String find;

    @Option(names = "--built-in", description = "What this library knows, also where there is a session.")
    boolean builtIn;

    @Option(names = "--json", description = "Print JSON.")
    boolean json;

    public static void main(String... args) {
        Cli.main(new schema(), args);
    }

    @Override
    public Integer call() {
        if (find != null && !names.isEmpty()) {
            throw new Cli.Usage("Cannot use --find together with a name: expected one of them.");
        }
        if (names.size() > 2) {
            throw new Cli.Usage("There are " + names.size() + " names: expected a type and its field at most.");
        }
        if (find != null && find.isBlank()) {
            throw new Cli.Usage("The word to find is empty: expected a part of a name, such as exec.");
        }
        if (builtIn || ConnectParams.fromEnvironment(System.getenv()).isEmpty()) {
            System.out.print(answer(Lookup.builtIn(json)));
        } else {
            try (Api.Client dag = Dagger.connect()) {
                System.out.print(answer(Lookup.of(dag, json)));
            }
        }
        return 0;
    }

    private String answer(Lookup lookup) {
        if (find != null) {
            return lookup.find(find);
        }
        return switch (names.size()) {
            case 0 -> lookup.types();
            case 1 -> lookup.explain(names.get(0));
            default -> lookup.field(names.get(0), names.get(1));
        };
    }
}
