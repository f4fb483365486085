package daggerkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A page of the documentation, or a picture in one, that {@code ./jbang pages} writes. */
interface Page {
    /** All of them, in the order of their names. */
    static List<Page> all() {
        return List.of(
                new TerminalPage(
                        "explain",
                        "",
                        List.of(
                                "./jbang",
                                "explain",
                                "./jbang",
                                "shell",
                                "--execute",
                                "dag.container().from(\"alpine\").withExec(\"uname\").stdout()")),
                new TerminalPage(
                        "shell",
                        "dag> ",
                        List.of("./jbang", "local", "./jbang", "shell"),
                        new TerminalPage.Step("dag> ", "dag.cont\t"),
                        new TerminalPage.Step(
                                "dag.container\\(", ").from(\"alpine\").withExec(\"uname\", \"-sr\").stdout()\r"),
                        new TerminalPage.Step(
                                "\\RLinux[^\\r\\n]*\\R(?s:.*)dag> ", "var alpine = dag.container().from(\"alpine\")\r"),
                        new TerminalPage.Step(
                                "\\Ralpine = (?s:.*)dag> ",
                                "alpine.withExec(\"sh\", \"-c\", \"echo no >&2; exit 3\").stdout()\r"),
                        new TerminalPage.Step(
                                "\\R  no\\R(?s:.*)dag> ", "alpine.withExec(\"sleep\", \"60\").stdout()\r"),
                        new TerminalPage.Step("sleep[^\\n]*\\n", TerminalPage.CTRL_C),
                        new TerminalPage.Step("Interrupted.\\R(?s:.*)dag> ", "/exit\r")));
    }

    /** What {@code ./jbang pages NAME} calls it. */
    String name();

    /** The file, relative to the repository. */
    Path file();

    /** The whole text of the file; a page that has parts written by hand reads these from the file. */
    String text() throws IOException, InterruptedException;

    /** Whether the text is the same on every machine; if so, a test fails when the file has another. */
    default boolean isStable() {
        return true;
    }
}
