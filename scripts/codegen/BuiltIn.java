package daggerkit.codegen;

import daggerkit.Api;
import daggerkit.DaggerException;
import daggerkit.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The schemas that the library's own {@link Api} is generated from, which a script carries as resources. Stateless. */
final class BuiltIn {
    private BuiltIn() {}

    /** The versions of the engines, oldest first. */
    static List<String> engines() {
        return List.of(Api.class.getAnnotation(Engines.class).value());
    }

    /** What any of the engines has. */
    static Model merged() {
        List<CompletableFuture<Model>> reading = new ArrayList<>();
        for (String engine : engines()) {
            reading.add(CompletableFuture.supplyAsync(() -> read(engine)));
        }
        return Merger.merge(reading.stream().map(CompletableFuture::join).toList(), skipped -> {});
    }

    private static Model read(String engine) {
        String name = "schemas/v" + engine + ".json";
        try (InputStream in = BuiltIn.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new DaggerException("The resource \"" + name + "\" is not on the class path: expected a //FILES"
                        + " line of the script for it.");
            }
            return Introspection.answer(name, in.readAllBytes(), skipped -> {});
        } catch (IOException e) {
            throw new DaggerException("Cannot read the resource \"" + name + "\": " + e.getMessage() + ".", e);
        }
    }
}
