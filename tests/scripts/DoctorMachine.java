package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** A machine that has only what a test puts on its PATH, and the script {@code doctor} there. Used by one thread. */
abstract class DoctorMachine {
    @TempDir
    Path temporary;

    final Run doctor(String... args) {
        return Run.jvm("scripts/doctor.java", args).env("PATH", temporary + ":" + Launcher.SYSTEM);
    }

    /** A program on the PATH that notes its arguments and its process. */
    final void program(String name, String commands) throws IOException {
        String notes =
                "#!/bin/sh\necho \"$*\" >>'" + temporary + "/" + name + ".log'\necho $$ >>'" + temporary + "/pids'\n";
        FakeCli.write(temporary.resolve(name), notes + commands + "\n");
    }

    final List<String> lines(String file) throws IOException {
        Path path = temporary.resolve(file);
        return Files.exists(path) ? Files.readAllLines(path) : List.of();
    }

    static JsonNode json(Run.Result result) throws IOException {
        return LocalSession.JSON.readTree(result.out());
    }

    /** A line of the report; what is not ok has a next step. */
    static JsonNode check(String name, JsonNode report) {
        JsonNode found = null;
        for (JsonNode check : report.path("checks")) {
            assertEquals(
                    check.path("status").asText().equals("ok"),
                    check.path("next").asText().isEmpty(),
                    check.toString());
            found = check.path("name").asText().equals(name) ? check : found;
        }
        return found;
    }

    static void assertCheck(String status, String words, JsonNode report, String name) {
        JsonNode check = check(name, report);
        assertEquals(status, check.path("status").asText(), check.toString());
        assertTrue(check.path("found").asText().contains(words), check.toString());
    }

    static List<String> names(JsonNode report) {
        return report.path("checks").findValuesAsText("name").stream()
                .filter(name -> name.matches("[a-z]+"))
                .toList();
    }
}
