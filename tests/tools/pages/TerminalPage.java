package daggerkit;

import daggerkit.console.Text;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A picture of a terminal session: the command really runs, in a pseudo terminal of 100 columns, and gets the keys that a
 * person would press. It differs by machine. Immutable.
 */
final class TerminalPage implements Page {
    /** The keys that end what runs; pressed after a moment, as by a person who sees that it takes long. */
    static final String CTRL_C = "\003";

    private static final long HESITATION_MILLIS = 2_000;
    private static final int COLUMNS = 100;
    private static final int ROWS = 200;
    private static final int LINE = 18;
    private static final double CHARACTER = 8.4;
    private static final int MARGIN = 14;

    /**
     * Something that a person does.
     *
     * @param awaited a regular expression for what is on the terminal before
     * @param keys what is typed then
     */
    record Step(String awaited, String keys) {}

    private final String name;
    private final String prompt;
    private final List<String> command;
    private final List<Step> steps;

    /**
     * Describes a session.
     *
     * @param name the page is {@code terminal-NAME}, and its file docs/terminal/NAME.svg
     * @param prompt what lines begin with that a person types into the command, or an empty text
     * @param command the command, run in the repository
     * @param steps what is typed into it; it has to end after the last
     */
    TerminalPage(String name, String prompt, List<String> command, Step... steps) {
        this.name = name;
        this.prompt = prompt;
        this.command = List.copyOf(command);
        this.steps = List.of(steps);
    }

    /** All that the pages show. */
    static List<TerminalPage> sessions() {
        return List.of(
                new TerminalPage("doctor", "", List.of("./jbang", "local", "./jbang", "doctor")),
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
                new TerminalPage("schema", "", List.of("sh", "-c", "./jbang schema Container | head -n 44")),
                new TerminalPage(
                        "shell",
                        "dag> ",
                        List.of("./jbang", "local", "./jbang", "shell"),
                        new Step("dag> ", "dag.cont\t"),
                        new Step("dag.container\\(", ").from(\"alpine\").withExec(\"echo\", \"hello\").stdout()\r"),
                        new Step("\\Rhello\\R(?s:.*)dag> ", "var alpine = dag.container().from(\"alpine\")\r"),
                        new Step(
                                "\\Ralpine = (?s:.*)dag> ",
                                "alpine.withExec(\"sh\", \"-c\", \"echo no >&2; exit 3\").stdout()\r"),
                        new Step("\\R  no\\R(?s:.*)dag> ", "alpine.withExec(\"sleep\", \"60\").stdout()\r"),
                        new Step("sleep[^\\n]*\\n", CTRL_C),
                        new Step("Interrupted.\\R(?s:.*)dag> ", "/exit\r")));
    }

    @Override
    public String name() {
        return "terminal-" + name;
    }

    @Override
    public Path file() {
        return Path.of("docs", "terminal", name + ".svg");
    }

    @Override
    public boolean isStable() {
        return false;
    }

    @Override
    public String text() throws InterruptedException {
        String lacking = PseudoTerminal.lacking();
        if (!lacking.isEmpty()) {
            throw new DaggerException("Cannot record a terminal: " + lacking + ".");
        }
        // Built before, so that JBang says nothing of it in the picture.
        command.stream()
                .filter(word ->
                        Run.root().resolve("scripts/" + word + ".java").toFile().exists())
                .forEach(word -> Run.command("./jbang", "build", "scripts/" + word + ".java")
                        .run());
        Run run = Run.command(command.toArray(new String[0]));
        try (PseudoTerminal terminal = new PseudoTerminal(run, ROWS, COLUMNS)) {
            for (Step step : steps) {
                terminal.await(step.awaited());
                if (step.keys().equals(CTRL_C)) {
                    Thread.sleep(HESITATION_MILLIS);
                }
                terminal.type(step.keys());
            }
            terminal.end();
            List<String> lines = new ArrayList<>(List.of("$ " + Text.shellCommand(command)));
            Screen.lines(terminal.written(), COLUMNS).forEach(line -> lines.add(anywhere(line)));
            return svg(lines);
        }
    }

    /** A line without what only this machine has: its kernel, and where its JDK is. */
    private static String anywhere(String line) {
        return line.replace(System.getProperty("os.version"), "6.1.0")
                .replace(System.getProperty("java.home"), "/opt/jdk-17");
    }

    private String svg(List<String> lines) {
        int width = (int) Math.ceil(COLUMNS * CHARACTER) + 2 * MARGIN;
        int height = lines.size() * LINE + 2 * MARGIN;
        StringBuilder svg = new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"" + width
                + "\" height=\"" + height + "\" viewBox=\"0 0 " + width + " " + height + "\">\n");
        svg.append("<title>").append(escaped(lines.get(0))).append("</title>\n");
        svg.append("<style>text { font: 14px ui-monospace, Menlo, Consolas, \"DejaVu Sans Mono\", monospace;"
                + " white-space: pre; fill: #d8dee9 } .typed { fill: #a3d9a5 }</style>\n");
        svg.append("<rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#1e2430\"/>\n");
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean typed = line.startsWith("$ ") || !prompt.isEmpty() && line.startsWith(prompt);
            svg.append(
                    line.isEmpty()
                            ? ""
                            : "<text x=\"" + MARGIN + "\" y=\"" + (MARGIN + 13 + i * LINE) + "\""
                                    + (typed ? " class=\"typed\"" : "") + " textLength=\""
                                    + tenths(line.length() * CHARACTER)
                                    + "\" xml:space=\"preserve\">" + escaped(line) + "</text>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private static String tenths(double number) {
        long tenths = Math.round(number * 10);
        return tenths / 10 + "." + tenths % 10;
    }

    private static String escaped(String text) {
        StringBuilder escaped = new StringBuilder();
        text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .codePoints()
                .forEach(c -> {
                    if (c < 0x7f) {
                        escaped.append((char) c);
                    } else {
                        escaped.append("&#").append(c).append(';');
                    }
                });
        return escaped.toString();
    }
}
