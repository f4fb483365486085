package daggerkit.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;

/** Looks for a container runtime that the CLI can run the engine in. Stateless. */
final class Containers {
    /** A runtime, and the arguments that make it ask its daemon; Podman's and Apple's may need none or another. */
    private record Runtime(String program, List<String> arguments) {}

    private static final List<Runtime> RUNTIMES = List.of(
            new Runtime("docker", List.of("version", "--format", "{{.Server.Version}}")),
            new Runtime("podman", List.of("info", "--format", "{{.Version.Version}}")),
            new Runtime("nerdctl", List.of("info", "--format", "{{.ServerVersion}}")),
            new Runtime("container", List.of("system", "status")));

    private Containers() {}

    /**
     * Looks for all of them at once.
     *
     * @param programs how they are asked
     * @param threads where
     * @param needed whether a session has to be started, and its engine in one of them
     */
    static Check check(Programs programs, ExecutorService threads, boolean needed) throws InterruptedException {
        Map<String, String> environment = programs.environment();
        Map<Runtime, String> paths = new LinkedHashMap<>();
        Map<Runtime, Future<Programs.Answer>> asked = new LinkedHashMap<>();
        for (Runtime runtime : RUNTIMES) {
            String path = programs.find(runtime.program());
            if (path != null) {
                List<String> command = new ArrayList<>(List.of(path));
                command.addAll(runtime.arguments());
                paths.put(runtime, path);
                asked.put(runtime, threads.submit(() -> programs.ask(command.toArray(String[]::new))));
            }
        }
        List<String> words = new ArrayList<>();
        List<Map<String, Object>> facts = new ArrayList<>();
        boolean any = false;
        for (Map.Entry<Runtime, Future<Programs.Answer>> one : asked.entrySet()) {
            String name = one.getKey().program();
            String path = paths.get(one.getKey());
            Programs.Answer answer = get(one.getValue());
            boolean reached = answer.problem() == null;
            any |= reached;
            Map<String, Object> fact = new LinkedHashMap<>(Map.of("name", name, "path", path, "reachable", reached));
            if (reached) {
                words.add(name + " answers" + (answer.out().isEmpty() ? "" : ": " + answer.out()) + " (" + path + ")");
                fact.put("said", answer.out());
            } else {
                words.add(name + " does not answer: " + answer.problem() + " (" + path + ")");
                fact.put("problem", answer.problem());
            }
            facts.add(fact);
        }
        for (String name : List.of("DOCKER_HOST", "CONTAINER_HOST", "_EXPERIMENTAL_DAGGER_RUNNER_HOST")) {
            String value = environment.get(name);
            if (value != null && !value.isEmpty()) {
                words.add(name + "=" + Host.withoutUser(value));
            }
        }
        String elsewhere = environment.get("_EXPERIMENTAL_DAGGER_RUNNER_HOST");
        boolean isElsewhere = elsewhere != null && !elsewhere.isEmpty();
        String found = asked.isEmpty() ? "no docker, podman, nerdctl or container on PATH" : "";
        found += (found.isEmpty() || words.isEmpty() ? "" : "; ") + String.join("; ", words);
        Check check = any
                ? Check.ok("containers", found)
                : !needed || isElsewhere
                        ? Check.ok(
                                "containers",
                                found + "; not needed: "
                                        + (isElsewhere ? "the engine runs elsewhere" : "a session runs already"))
                        : Check.warn(
                                "containers",
                                found,
                                next(asked.keySet().stream()
                                        .map(Runtime::program)
                                        .toList()));
        return check.with("runtimes", facts);
    }

    private static String next(List<String> found) {
        return found.isEmpty()
                ? "To run an engine here, install Docker, Podman or another runtime that Dagger supports."
                : "Start " + String.join(" or ", found) + ", or look why it does not answer: an engine needs it.";
    }

    private static Programs.Answer get(Future<Programs.Answer> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
