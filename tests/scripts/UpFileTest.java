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
                        List.of(
                                "services:\n  a:\n    image: x\n    build: .\n",
                                "line 4: there is no \"Dockerfile\" in \".\""),
                        List.of(
                                "services:\n  a:\n    imgae: x\n",
                                "line 3: \"imgae\" is no key of a service; did you mean \"image\"?"),
                        List.of(
                                "services:\n  a:\n    user: x\n",
                                "line 2: the service \"a\" needs an image or a build"),
                        List.of(
                                "services:\n  a:\n    image: x\n    image: y\n",
                                "line 4: the key \"image\" is there twice"),
                        List.of(
                                "services:\n  a:\n    image: x\n    ports: [\"a:3\"]\n",
                                "line 4: \"a:3\" is not a port"),
                        List.of(
                                "services:\n  a:\n    image: x\n    ports: [\"1-2:3\"]\n",
                                "line 4: the ports \"1-2\" of this"),
                        List.of(
                                "services:\n  a:\n    image: x\n    ports: [70000]\n",
                                "line 4: \"70000\" is not a port"),
                        List.of(
                                "services:\n  a:\n    image: x\n    volumes: [b:/b]\n",
                                "line 4: there is no volume \"b\""),
                        List.of(
                                "services:\n  a:\n    image: x\n    depends_on: [b]\n",
                                "line 4: there is no service \"b\""),
                        List.of(
                                "services:\n  a:\n    image: ${TAG}\n",
                                "line 3: there is no environment variable \"TAG\""),
                        List.of(
                                "services:\n  a:\n    image: ${TAG:?name a tag}\n",
                                "line 3: there is no value of the variable \"TAG\": name a tag."),
                        List.of(
                                "services:\n  a:\n    image: x\n    command: \"${TAG!}\"\n",
                                "line 4: \"${TAG!}\" has a \"${\" that is none of"),
                        List.of(
                                "services:\n  a:\n    image: x\n    network_mode: host\n",
                                "line 4: the key \"network_mode\" of a service is not supported"),
                        List.of(
                                "services:\n  a:\n    image: x\n    networks: {n: {ipv4_address: 10.0.0.2}}\n",
                                "line 4: the key \"ipv4_address\" of a network is not supported"),
                        List.of(
                                "services:\n  a:\n    image: x\n    platform: wasi/wasm\n",
                                "line 4: the platform \"wasi/wasm\" is not supported"),
                        List.of(
                                "services:\n  a:\n    image: x\n    secrets: [k]\nsecrets: {k: {external: true}}\n",
                                "line 5: the secret \"k\" is not supported"),
                        List.of(
                                "services:\n  a:\n    image: x\n    volumes: [v:/v]\nvolumes: {v: {external: true}}\n",
                                "line 5: the volume \"v\" is external"),
                        List.of(
                                "services:\n  a:\n    image: x\n    env_file: none.env\n",
                                "line 4: there is no file \"none.env\""),
                        List.of(
                                "services:\n  a:\n    image: x\n    volumes: [/:/host:ro]\n",
                                "line 4: \"/\" cannot be copied to an engine"),
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
        assertTrue(result.err().matches("up: [^\n]+[.?] See up --help\\.\n"), result.err());
        assertTrue(result.err().contains(expected), result.err());
    }

    @Test
    void all_that_is_wrong_is_told_at_once_in_the_order_of_the_lines() throws IOException {
        Files.writeString(folder.resolve("compose.yaml"), """
            services:
              web:
                image: x
                pid: host
                ports: [70000, "80"]
                volumes: ["nowhere:/data"]
              db:
                imag: y
            """);
        Run.Result result = up();
        assertEquals(64, result.code(), result.err());
        List<String> lines = result.err().lines().toList();
        assertEquals(
                List.of("line 4", "line 5", "line 6", "line 8"),
                lines.stream()
                        .map(line -> line.replaceFirst(".*(line \\d+): .*", "$1"))
                        .toList(),
                result.err());
        assertTrue(lines.get(3).endsWith(" See up --help."), result.err());
    }

    @Test
    void a_missing_file_is_said_to_be_missing() {
        assertEquals(
                new Run.Result(64, "", "up: Cannot read \"none.yaml\": there is no such file. See up --help.\n"),
                up("none.yaml"));
    }

    @Test
    void the_help_shows_variables_as_a_file_has_them() {
        String help = up("--help").out();
        assertTrue(help.contains("POSTGRES_PASSWORD: \"${DB_PASSWORD}\""), help);
        assertTrue(help.lines().allMatch(line -> line.length() <= 100), help);
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
