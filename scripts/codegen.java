///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Generate the typed API of an engine or a module
//DEPS ../lib/Cli.java
//SOURCES codegen/ApiWriter.java
//SOURCES codegen/AritiesWriter.java
//SOURCES codegen/DataWriter.java
//SOURCES codegen/Generator.java
//SOURCES codegen/Introspection.java
//SOURCES codegen/JavaMethod.java
//SOURCES codegen/JavaText.java
//SOURCES codegen/JavaTypes.java
//SOURCES codegen/Merger.java
//SOURCES codegen/Model.java
//SOURCES codegen/ModuleWriter.java
//SOURCES codegen/Names.java
//SOURCES codegen/ObjectWriter.java
//SOURCES codegen/SchemaReader.java
//SOURCES codegen/Value.java
//SOURCES codegen/Versions.java
//SOURCES codegen/Words.java
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
import daggerkit.Api;
import daggerkit.Cli;
import daggerkit.Dagger;
import daggerkit.codegen.Generator;
import daggerkit.codegen.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "codegen",
        description = "Generate the typed API of an engine or a module.",
        footer = {
            "",
            "Without --schema and --module, the API is that of the session's engine. What the generator does",
            "not know is left out and named on standard error.",
            "",
            "Examples:",
            "  dagger run jbang codegen@catalog --package my.script --out Api.java",
            "  dagger run jbang codegen@catalog --module ./greeter > Greeter.java",
            "  jbang codegen@catalog --schema v0.21.8.json --schema v1.0.0.json > Api.java"
        })
class codegen implements Callable<Integer> {
    @Mixin
    Cli cli = new Cli();

    @Option(
            names = "--schema",
            paramLabel = "FILE",
            description =
                    "The answer of an introspection query, instead of the session's; of several, the API is merged.")
    List<Path> schemas = new ArrayList<>();

    @Option(
            names = "--words",
            paramLabel = "FOLDER",
            description = "Describe members by the Markdown files of this folder; only with --schema.")
    Path words;

    @Option(
            names = "--module",
            paramLabel = "REF",
            description = "Generate this module's types only, for use with the library's own API.")
    String module;

    /** For the library itself, whose file Arities.java it is; no engine and no user's code has another. */
    @Option(names = "--arities", hidden = true)
    boolean arities;

    @Option(names = "--out", paramLabel = "FILE", description = "Where to write; standard output unless given.")
    Path out;

    @Option(
            names = "--package",
            paramLabel = "NAME",
            description = "The package; daggerkit unless given, for a module the default one.")
    String pack;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "The class; Api unless given, a module's has its name.")
    String name;

    public static void main(String... args) {
        Cli.main(new codegen(), args);
    }

    @Override
    public Integer call() throws IOException {
        check();
        String file = generate();
        if (out == null) {
            System.out.print(file);
        } else {
            try {
                Files.writeString(out, file, StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new Cli.Usage(
                        "Cannot write \"" + out + "\": expected a file in a folder that exists and is writable.");
            }
        }
        return 0;
    }

    private void check() {
        if (arities && (module != null || pack != null || name != null || words != null || !schemas.isEmpty())) {
            throw new Cli.Usage(
                    "Cannot use --arities together with another option than --out: its file is always the same.");
        }
        if (module != null && (name != null || !schemas.isEmpty())) {
            throw new Cli.Usage(
                    "Cannot use --module together with --class or --schema: a module is read from the session, and"
                            + " its class has its name.");
        }
        if (words != null && schemas.isEmpty()) {
            throw new Cli.Usage("Cannot use --words without --schema: what the session's engine has, has its words.");
        }
        if (words != null && !Files.isDirectory(words)) {
            throw new Cli.Usage("Cannot read the words of \"" + words + "\": expected a folder with Markdown files.");
        }
        if (pack != null && !pack.matches("([A-Za-z_]\\w*(\\.[A-Za-z_]\\w*)*)?")) {
            throw new Cli.Usage(
                    "Cannot use \"" + pack + "\" as a package: expected names separated by dots, such as my.script.");
        }
        if (name != null && !name.matches("[A-Za-z_]\\w*")) {
            throw new Cli.Usage("Cannot use \"" + name + "\" as a class: expected a Java name such as Api.");
        }
        for (Path schema : schemas) {
            Cli.checkReadable("the schema", schema);
        }
    }

    private String generate() throws IOException {
        if (arities) {
            return Generator.arities();
        }
        Generator generator = new Generator(sentence -> System.err.println("codegen: left out: " + sentence + "."));
        String inPackage = pack == null ? "daggerkit" : pack;
        String inClass = name == null ? "Api" : name;
        if (!schemas.isEmpty()) {
            return words == null
                    ? generator.files(inPackage, inClass, schemas)
                    : generator.files(inPackage, inClass, schemas, Words.in(words));
        }
        try (Api.Client dag = Dagger.connect()) {
            return module == null
                    ? generator.session(inPackage, inClass, dag)
                    : generator.module(pack == null ? "" : pack, dag, module);
        }
    }
}
