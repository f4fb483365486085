package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What the script {@code up} says to a file that it cannot use, before it asks for anything. */
class UpFileTest {
    @TempDir
    Path folder;

    private Run.Result up(String... args) {
        return Run.jvm("scripts/up.java", args)
                .session(new ConnectParams(1, "nobody"))
                .in(folder)
                .env("TAG", null)
                .run();
    }

    @TestFactory
    Stream<DynamicTest> what_is_wrong_with_a_file_is_one_sentence_with_the_line() {
        return Stream.of(
                        List.of("services:\n  a:\n    image: x\n    networks: [b]\n", "line 4: the key \"networks\""),
                        List.of("services:\n  a:\n    image: x\nsecrets: {}\n", "line 4: the key \"secrets\""),
                        List.of(
                                "services:\n  a:\n    image: x\n    build: .\n",
                                "line 3: the service \"a\" needs either"),
                        List.of(
                                "services:\n  a:\n    image: x\n    image: y\n",
                                "line 4: the key \"image\" is there twice"),
                        List.of("services:\n  a:\n    image: x\n    ports: [\"1-3\"]\n", "line 4: the port \"1-3\""),
                        List.of(
                                "services:\n  a:\n    image: x\n    ports: [70000]\n",
                                "line 4: \"70000\" is not a port"),
                        List.of("services:\n  a:\n    image: x\n    volumes: [b:/b]\n", "line 4: the volume \"b:/b\""),
                        List.of(
                                "services:\n  a:\n    image: x\n    depends_on: [b]\n",
                                "line 4: there is no service \"b\""),
                        List.of(
                                "services:\n  a:\n    image: ${TAG}\n",
                                "line 3: there is no environment variable \"TAG\""),
                        List.of("services:\n  a:\n    image: ${TAG:?x}\n", "line 3: \"${TAG:?x}\" has a \"$\""),
                        List.of(
                                "services:\n  a:\n    image: x\n    command: say 'it\n",
                                "line 4: a quote is not closed"),
                        List.of("services:\n  a: [\n", "line 3: "),
                        List.of("services:\n", "line 1: there is no service"),
                        List.of(
                                "services:\n  a:\n    image: x\n    depends_on: [b]\n  b:\n    image: x\n"
                                        + "    depends_on: [a]\n",
                                "Services depend on each other: a -> b -> a."))
                .map(pair -> dynamicTest(pair.get(1), () -> wrong(pair.get(0), pair.get(1))));
    }

    private void wrong(String text, String expected) throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), text);
        Run.Result result = up();
        assertEquals(64, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().matches("up: [^\n]+\\. See up --help\\.\n"), result.err());
        assertTrue(result.err().contains(expected), result.err());
    }

    @Test
    void the_help_shows_variables_as_a_file_has_them() {
        String help = up("--help").out();
        assertTrue(help.contains("POSTGRES_PASSWORD: \"${DB_PASSWORD}\""), help);
        assertTrue(help.contains("${NAME:-default}"), help);
    }

    @Test
    void a_folder_without_a_file_is_a_sentence() {
        assertEquals(
                new Run.Result(
                        64,
                        "",
                        "up: There is no compose.yaml here: expected one, or another file as FILE. See up --help.\n"),
                up());
    }
}
