package daggerkit.codegen;

import daggerkit.DaggerClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Writes Java for schemas: the generator without its command line. Stateless. */
public final class Generator {
    private final Consumer<String> skipped;

    /**
     * Makes a generator.
     *
     * @param skipped takes a sentence, without its full stop, for each thing of a schema that is left out
     */
    public Generator(Consumer<String> skipped) {
        this.skipped = skipped;
    }

    /**
     * The API of schemas in files, merged.
     *
     * @param pack the package, or an empty text for the default one
     * @param name the class
     * @param schemas answers of introspection queries; a name such as {@code v0.21.8.json} tells the engine's version
     * @return a Java file
     * @throws IOException if a file cannot be read
     * @throws daggerkit.DaggerException if a file is no such answer
     */
    public String files(String pack, String name, List<Path> schemas) throws IOException {
        return ApiWriter.write(pack, name, merged(schemas));
    }

    /**
     * The API of schemas in files, merged, with other descriptions than theirs.
     *
     * @param pack the package, or an empty text for the default one
     * @param name the class
     * @param schemas as {@link #files(String, String, List)} takes them
     * @param words the descriptions
     * @return a Java file
     * @throws IOException if a file cannot be read
     * @throws daggerkit.DaggerException if a file is no such answer, or a member has no words
     */
    public String files(String pack, String name, List<Path> schemas, Words words) throws IOException {
        return ApiWriter.write(pack, name, words.describe(merged(schemas)));
    }

    private Model merged(List<Path> schemas) throws IOException {
        List<Model> models = new ArrayList<>();
        for (Path schema : schemas) {
            models.add(Introspection.file(schema, skipped));
        }
        return Merger.merge(models, skipped);
    }

    /**
     * What the library has once for each number of values.
     *
     * @return a Java file, of the package daggerkit and the class Arities
     */
    public static String arities() {
        return AritiesWriter.write();
    }

    /**
     * The API of the session's engine, with the engine's descriptions.
     *
     * @param pack the package, or an empty text for the default one
     * @param name the class
     * @param dag the client
     * @return a Java file
     */
    public String session(String pack, String name, DaggerClient dag) {
        return ApiWriter.write(pack, name, Introspection.session(dag, skipped));
    }

    /**
     * The types of a module, which is served for it.
     *
     * @param pack the package, or an empty text for the default one
     * @param dag the client
     * @param ref the module, as {@code moduleSource} takes it, such as {@code ./greeter}
     * @return a Java file; its class has the name of the module's main object
     */
    public String module(String pack, DaggerClient dag, String ref) {
        return ModuleWriter.write(dag, ref, pack, skipped);
    }
}
