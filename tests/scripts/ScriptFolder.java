package daggerkit;

import daggerkit.explain.ExplainedRequest;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A user's folder, and scripts that run in it. Thread-safe. */
final class ScriptFolder {
    final Path path;
    private final String script;

    ScriptFolder(Path path, String script) {
        this.path = path;
        this.script = script;
    }

    ScriptFolder file(String name, String... lines) {
        try {
            Files.createDirectories(path.resolve(name).getParent());
            Files.writeString(path.resolve(name), String.join("\n", lines) + "\n");
            return this;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String read(String name) throws IOException {
        return Files.readString(path.resolve(name));
    }

    /** All files below, sorted. */
    List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(path)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> path.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    /** The script with the folder as the current one. */
    Run run(String... args) {
        return Run.jvm("scripts/" + script + ".java", args).in(path);
    }

    Run.Result local(LocalSession session, String... args) {
        return run(args).session(session.server.params()).run();
    }

    /** What the script asks an engine for, all of which is valid. */
    List<ExplainedRequest> explained(EngineVersion engine, String... args) {
        try (ExplainSession session = new ExplainSession(engine)) {
            Run.Result result = run(args)
                    .session(session.server.params())
                    .env("DAGGERKIT_RUN", "once")
                    .env("TOKEN", "a-very-secret-token")
                    .run();
            List<ExplainedRequest> requests = session.server.requests();
            for (ExplainedRequest request : requests) {
                if (!request.isValid() || !request.warnings().isEmpty()) {
                    throw new AssertionError(request.text() + request.warnings());
                }
            }
            if (requests.isEmpty() || result.err().contains("bug")) {
                throw new AssertionError(result.toString());
            }
            return requests;
        }
    }

    /** Fails unless the script says one sentence with these words and exit code 64, without a session. */
    void refuses(String words, String... args) {
        Run.Result result = run(args).env("PATH", "/nowhere").run();
        boolean told = result.code() == 64
                && result.out().isEmpty()
                && result.err().lines().count() == 1
                && result.err().startsWith(script + ": ")
                && result.err().contains(words);
        if (!told) {
            throw new AssertionError(List.of(args) + " gave " + result);
        }
    }
}
