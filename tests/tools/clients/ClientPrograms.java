package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The programs that every client of tests/clients has, and what they print. */
final class ClientPrograms {
    static final List<String> NAMES = List.of("uname", "failing", "directory", "list", "secret", "service");

    /** The field that a program cannot do without, by which a report of its requests is known. */
    static final Map<String, String> FIELDS = Map.of(
            "uname", "withExec",
            "failing", "withExec",
            "directory", "withNewFile",
            "list", "envVariables",
            "secret", "withSecretVariable",
            "service", "withServiceBinding");

    private static final String ERROR = "error: ";

    private ClientPrograms() {}

    /** The lines that each program prints on an engine, as its recordings have them. */
    static Map<String, List<String>> expected(EngineVersion engine) throws IOException {
        Map<String, List<String>> expected = new LinkedHashMap<>();
        expected.put("uname", List.of(stdout(engine, "uname")));
        JsonNode failure =
                TwinFields.recording(engine, "exec-error").findValue("errors").findValue("extensions");
        expected.put(
                "failing",
                List.of(
                        "exit code " + failure.get("exitCode"),
                        "stdout " + failure.get("stdout").asText(),
                        "stderr " + failure.get("stderr").asText()));
        expected.put("directory", List.of("a.txt sub/", "caf\u00e9 \"quoted\" \\ $x", "second line"));
        List<String> variables = new ArrayList<>();
        TwinFields.recording(engine, "list-of-objects")
                .findValue("envVariables")
                .forEach(variable -> variables.add(variable.get("name").asText() + "="
                        + variable.get("value").asText()));
        expected.put("list", variables);
        expected.put("secret", List.of(stdout(engine, "secret-in-exec-scrubbed")));
        expected.put("service", List.of(stdout(engine, "service-binding")));
        return expected;
    }

    private static String stdout(EngineVersion engine, String recording) throws IOException {
        return TwinFields.recording(engine, recording)
                .findValue("stdout")
                .asText()
                .strip();
    }

    /** The lines of each program in what a client printed; lines that are no program's are left out. */
    static Map<String, List<String>> printed(String out) {
        Map<String, List<String>> printed = new LinkedHashMap<>();
        out.lines().forEach(line -> {
            int end = line.indexOf("| ");
            if (end > 0 && NAMES.contains(line.substring(0, end))) {
                printed.computeIfAbsent(line.substring(0, end), name -> new ArrayList<>())
                        .add(line.substring(end + 2));
            }
        });
        return printed;
    }

    /** The error that a program ended with, or null. */
    static String error(List<String> lines) {
        return lines != null && lines.size() == 1 && lines.get(0).startsWith(ERROR)
                ? lines.get(0).substring(ERROR.length())
                : null;
    }
}
