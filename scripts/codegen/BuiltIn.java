package daggerkit.codegen;

import daggerkit.Api;
import daggerkit.DaggerException;
import daggerkit.Engines;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The schemas that the library's own {@link Api} is generated from, and the words about it, which a script carries as
 * resources. Stateless.
 */
final class BuiltIn {
    private BuiltIn() {}

    /** The versions of the engines, oldest first. */
    static List<String> engines() {
        return List.of(Api.class.getAnnotation(Engines.class).value());
    }

    /** The names of the files with the words about the API, which are resources too. */
    static final List<String> WORDS = List.of(
            "changeset",
            "check-and-generator",
            "container",
            "directory-and-file",
            "engine",
            "enum",
            "env",
            "git",
            "host",
            "interface",
            "llm",
            "module",
            "query",
            "scalar",
            "secret-and-cache",
            "service",
            "value",
            "workspace");

    /** The words about what any of the engines has. */
    static Words words() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : WORDS) {
            String resource = "words/" + name + ".md";
            texts.put(resource, new String(bytes(resource), StandardCharsets.UTF_8));
        }
        return Words.of("schemas/words", texts);
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
        try {
            return Introspection.answer(name, bytes(name), skipped -> {});
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static byte[] bytes(String name) {
        try (InputStream in = BuiltIn.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new DaggerException("The resource \"" + name + "\" is not on the class path: expected a //FILES"
                        + " line of the script for it.");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw unreadable(name, e);
        }
    }

    private static DaggerException unreadable(String resource, IOException e) {
        return new DaggerException("Cannot read the resource \"" + resource + "\": " + e.getMessage() + ".", e);
    }
}
