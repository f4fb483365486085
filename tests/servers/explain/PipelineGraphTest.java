package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import daggerkit.explain.ExplainedRequest;
import daggerkit.explain.graph.PipelineGraph;
import daggerkit.explain.graph.PipelineSummary;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What a pipeline asks, as a picture: by requests of the typed API to a server that explains. */
class PipelineGraphTest {
    private static final Pattern NODE = Pattern.compile(" {4}(n[0-9]+)[\\[({/]+\"([^\"\\n]*)\"[])}/]+");
    private static final Pattern ARROW =
            Pattern.compile(" {4}(n[0-9]+) (?:-->|-\\.->)(?:\\|\"([^\"\\n]*)\"\\|)? (n[0-9]+)");

    private static final String AWKWARD =
            "end\n\"quoted\" `code` #35; 'x' <b>&amp;</b> %%{init: {}}%% |a| [b] (c) {d} ; --> \u00e9\u4e2d"
                    + "\ud83d\ude80\u202e\u0007 subgraph click";

    private static List<ExplainedRequest> asked(Consumer<Api.Client> program) {
        try (ExplainSession session = new ExplainSession();
                Api.Client dag = session.connect()) {
            program.accept(dag);
            return session.server.requests();
        }
    }

    private static PipelineGraph graph(Consumer<Api.Client> program) {
        return PipelineGraph.of(asked(program));
    }

    /** The boxes of a flowchart, each with its lines joined by a bar; every line of it has to be one that Mermaid knows. */
    private static Map<String, String> boxes(String mermaid) {
        Map<String, String> boxes = new LinkedHashMap<>();
        for (String line : mermaid.lines().skip(1).toList()) {
            Matcher node = NODE.matcher(line);
            if (node.matches()) {
                boxes.put(node.group(1), decoded(node.group(2)));
            } else {
                assertTrue(ARROW.matcher(line).matches(), line);
            }
        }
        return boxes;
    }

    private static String decoded(String label) {
        return Pattern.compile("#([0-9]+);")
                .matcher(label.replace("<br/>", " | "))
                .replaceAll(number -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(number.group(1)))));
    }

    /** The arrows, as the texts of their boxes. */
    private static List<String> arrows(String mermaid) {
        Map<String, String> boxes = boxes(mermaid);
        return mermaid.lines()
                .map(ARROW::matcher)
                .filter(Matcher::matches)
                .map(arrow -> boxes.get(arrow.group(1)) + " ->"
                        + (arrow.group(2) == null ? "" : " (" + decoded(arrow.group(2)) + ")") + " "
                        + boxes.get(arrow.group(3)))
                .toList();
    }

    private static void tested(Api.Client dag) {
        Api.Service database =
                dag.container().from("postgres:16").withExposedPort(5432).asService(o -> o.args("postgres", "-N", "9"));
        Api.Secret token = dag.setSecret("token", "s3cr3t-value");
        Api.Container base = dag.container()
                .from("maven:3")
                .withDirectory("/src", dag.host().directory(".", o -> o.exclude("target")))
                .withWorkdir("/src");
        Api.Container test = base.withServiceBinding("db", database)
                .withMountedCache("/root/.m2", dag.cacheVolume("m2"))
                .withSecretVariable("TOKEN", token)
                .withEnvVariable("A", "b")
                .withExec("mvn", "verify");
        test.stdout();
        base.withExec("mvn", "package").file("target/app.jar").export("app.jar");
    }

    @Test
    void a_pipeline_is_its_images_commands_and_what_flows_into_them() {
        assertEquals(
                List.of(
                        "image | postgres:16 -> service | exposed port 5432 | postgres -N 9",
                        "host directory | . -> (/src) image | maven:3 | workdir /src",
                        "image | maven:3 | workdir /src -> run | A=b | mvn verify",
                        "service | exposed port 5432 | postgres -N 9 -> (db) run | A=b | mvn verify",
                        "cache | m2 -> (/root/.m2) run | A=b | mvn verify",
                        "secret | token -> (TOKEN) run | A=b | mvn verify",
                        "run | A=b | mvn verify -> result | stdout",
                        "image | maven:3 | workdir /src -> run | mvn package",
                        "run | mvn package -> file | target/app.jar",
                        "file | target/app.jar -> result | export app.jar"),
                arrows(graph(PipelineGraphTest::tested).mermaid()));
    }

    @Test
    void a_secret_is_there_by_its_name_only() {
        PipelineGraph graph = graph(PipelineGraphTest::tested);
        assertFalse((graph.mermaid() + graph.svg("x")).contains("s3cr3t"));
        assertTrue(boxes(graph.mermaid()).containsValue("secret | token"), graph.mermaid());
    }

    @Test
    void the_same_requests_give_the_same_picture() {
        List<ExplainedRequest> requests = asked(PipelineGraphTest::tested);
        assertEquals(
                PipelineGraph.of(requests).svg("x"), PipelineGraph.of(requests).svg("x"));
        assertEquals(
                PipelineGraph.of(requests).mermaid(),
                graph(PipelineGraphTest::tested).mermaid());
    }

    @Test
    void a_shared_beginning_is_there_once_in_whatever_request_it_stands() {
        String mermaid = graph(dag -> {
                    Api.Container base =
                            dag.container().from("alpine").withExec("a").sync();
                    base.withExec("b").stdout();
                    base.withExec("b").stderr();
                    dag.container().from("alpine").withExec("a").withExec("c").exitCode();
                })
                .mermaid();
        assertEquals(
                List.of(
                        "image | alpine",
                        "result | exitCode",
                        "result | stdout | stderr",
                        "result | sync",
                        "run | a",
                        "run | b",
                        "run | c"),
                boxes(mermaid).values().stream().sorted().toList());
    }

    @Test
    void nothing_but_the_chain_makes_no_branch_and_the_schema_no_picture() {
        assertFalse(graph(dag -> dag.container()
                        .from("a")
                        .withMountedDirectory("/src", dag.host().directory("."))
                        .withExec("b")
                        .stdout())
                .hasBranches());
        assertTrue(graph(PipelineGraphTest::tested).hasBranches());
        assertTrue(graph(dag -> dag.query("{__type(name:\"Query\"){name}}")).isEmpty());
        assertEquals(
                "result | version",
                String.join("", boxes(graph(Api.Client::version).mermaid()).values()));
    }

    @Test
    void any_text_is_a_text_and_nothing_else() throws Exception {
        PipelineGraph graph = graph(dag -> {
            Api.Container one = dag.container().from(AWKWARD).withEnvVariable("end", AWKWARD);
            one.withMountedDirectory(AWKWARD, dag.host().directory(AWKWARD))
                    .withExec("sh", "-c", AWKWARD)
                    .file("1. - " + AWKWARD)
                    .export(AWKWARD);
            dag.container().from("- a").withExec("2. b").stdout();
        });
        String shown = "end \\n \"quoted\" `code` #35; 'x' <b>&amp;</b> ";
        String mermaid = graph.mermaid();
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(mermaid), mermaid);
        assertTrue(boxes(mermaid).containsValue("image | - a"), mermaid);
        assertTrue(boxes(mermaid).values().stream().anyMatch(box -> box.startsWith("image | " + shown)), mermaid);
        assertFalse(mermaid.contains("\"- a") || mermaid.contains(">- a") || mermaid.contains(">1."), mermaid);
        String svg = graph.svg(AWKWARD);
        assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(svg), svg);
        Document document = xml(svg);
        assertTrue(
                document.getElementsByTagName("desc").item(0).getTextContent().contains("image " + shown));
        assertEquals(
                Set.of("svg", "title", "desc", "style", "rect", "g", "path", "text"),
                elements(document, "*").map(Element::getTagName).collect(Collectors.toSet()));
        assertFalse(svg.contains("\u202e") || svg.contains("&#8238;") || svg.contains("href"), svg);
    }

    @Test
    void no_arrow_leads_back_where_a_folder_goes_through_a_command_and_into_itself() {
        String mermaid = graph(dag -> {
                    Api.Directory source = dag.host().directory(".").withNewFile("a", "b");
                    Api.Directory made = dag.container()
                            .from("alpine")
                            .withDirectory("/src", source)
                            .withExec("generate")
                            .directory("/out");
                    source.withDirectory("made", made).withNewFile("c", "d").export(".");
                })
                .mermaid();
        List<String> arrows = arrows(mermaid);
        assertTrue(arrows.contains("directory | /out -> (made) directory | new file c"), mermaid);
        assertTrue(arrows.contains("host directory | . | new file a -> directory | new file c"), mermaid);
        assertNoCircle(mermaid);
    }

    private static void assertNoCircle(String mermaid) {
        Map<String, Set<String>> before = new HashMap<>();
        mermaid.lines().map(ARROW::matcher).filter(Matcher::matches).forEach(arrow -> before.computeIfAbsent(
                        arrow.group(3), key -> new HashSet<>())
                .add(arrow.group(1)));
        Set<String> left = new HashSet<>(boxes(mermaid).keySet());
        while (!left.isEmpty()) {
            assertTrue(
                    left.removeIf(
                            node -> before.getOrDefault(node, Set.of()).stream().noneMatch(left::contains)),
                    mermaid);
        }
    }

    @Test
    void a_chain_of_thousands_of_commands_shows_200_boxes_and_how_many_more_there_are() {
        PipelineGraph graph = graph(dag -> {
            Api.Container container = dag.container().from("alpine");
            for (int i = 0; i < 1_000; i++) {
                container = container.withExec("step", "" + i);
            }
            container.stdout();
        });
        List<String> boxes = List.copyOf(boxes(graph.mermaid()).values());
        assertEquals(201, boxes.size());
        assertEquals("not shown | 802 more steps", boxes.get(200));
        assertTrue(graph.svg("x").contains("802 more steps"));
    }

    /** Pipelines of many forms: what one reads is any of those that were made before. */
    private static void random(Api.Client dag, int seed) {
        Random random = new Random(seed);
        List<Api.Container> made = new ArrayList<>();
        for (int i = 0; i < 4 + seed; i++) {
            Api.Container next = made.isEmpty() || random.nextInt(4) == 0
                    ? dag.container().from("image" + i)
                    : made.get(random.nextInt(made.size()));
            for (int k = random.nextInt(3); k > 0 && !made.isEmpty(); k--) {
                next = next.withDirectory(
                        "/a/path/to/" + i + k,
                        made.get(random.nextInt(made.size())).directory("/out"));
            }
            made.add(next.withExec("command", "x".repeat(random.nextInt(60)), "" + i));
        }
        dag.fetch(Leaf.all(made.stream()
                .map(container -> container.leaf(Api.Container::stdout))
                .toList()));
    }

    @TestFactory
    Stream<DynamicTest> nothing_stands_on_anything_else() {
        return IntStream.of(0, 1, 3, 6, 9, 14, 20)
                .mapToObj(seed -> dynamicTest("seed " + seed, () -> {
                    PipelineGraph graph = graph(dag -> random(dag, seed));
                    assertNoCircle(graph.mermaid());
                    Document document = xml(graph.svg("x"));
                    Element root = document.getDocumentElement();
                    assertEquals(
                            boxes(graph.mermaid()).size(),
                            elements(document, "rect")
                                    .filter(rect -> rect.getAttribute("class").startsWith("box"))
                                    .count());
                    List<double[]> taken = new ArrayList<>();
                    for (Element rect : elements(document, "rect").toList()) {
                        if (rect.getAttribute("class").equals("back")) {
                            continue;
                        }
                        String[] moved = ((Element) rect.getParentNode())
                                .getAttribute("transform")
                                .split("[( )]");
                        double x = number(rect, "x") + Double.parseDouble(moved[1]);
                        double y = number(rect, "y") + Double.parseDouble(moved[2]);
                        double[] box = {x, y, x + number(rect, "width"), y + number(rect, "height")};
                        assertTrue(x > 0 && y > 0 && box[2] < number(root, "width") && box[3] < number(root, "height"));
                        for (double[] other : taken) {
                            boolean apart = box[0] >= other[2]
                                    || box[2] <= other[0]
                                    || box[1] >= other[3]
                                    || box[3] <= other[1];
                            assertTrue(
                                    apart, () -> List.of(box[0], box[1], other[0], other[1]) + "\n" + graph.mermaid());
                        }
                        taken.add(box);
                    }
                    elements(document, "text")
                            .filter(text -> text.hasAttribute("textLength"))
                            .forEach(text -> {
                                double right = number(text, "x") + number(text, "textLength");
                                boolean isInside = elements(document, "rect")
                                        .filter(rect -> rect.getParentNode() == text.getParentNode())
                                        .anyMatch(rect -> number(rect, "x") <= number(text, "x")
                                                && right <= number(rect, "x") + number(rect, "width")
                                                && number(rect, "y") < number(text, "y")
                                                && number(text, "y") < number(rect, "y") + number(rect, "height"));
                                assertTrue(isInside, text.getTextContent());
                            });
                }));
    }

    /** Each with how many columns it takes in a font whose letters are all as wide. */
    @ParameterizedTest
    @CsvSource({
        "a, 1",
        "\u00e9, 1",
        "\u0436, 1",
        "\u1112, 2",
        "\u3042, 2",
        "\u4e2d, 2",
        "\ud55c, 2",
        "\uf9d0, 2",
        "\uff21, 2",
        "\ud83d\ude80, 2",
        "\ud840\udc0b, 2"
    })
    void a_letter_of_east_asia_is_as_wide_as_two_others(String letter, int columns) throws Exception {
        int letters = 30;
        Document document = xml(graph(dag -> {
                    dag.container().from("x".repeat(letters)).stdout();
                    dag.container().from(letter.repeat(letters)).stdout();
                })
                .svg("x"));
        assertEquals(columns, lines(document, letter).count(), "lines of 40 columns");
        assertEquals(columns * width(document, "x"), width(document, letter), 0.1);
    }

    /** The lines of boxes that consist of one letter. */
    private static Stream<Element> lines(Document document, String letter) {
        return elements(document, "text")
                .filter(text -> text.getTextContent().replace(letter, "").isEmpty());
    }

    /** How wide such lines are together. */
    private static double width(Document document, String letter) {
        return lines(document, letter)
                .mapToDouble(line -> number(line, "textLength"))
                .sum();
    }

    @Test
    void the_summary_is_markdown_that_no_text_breaks_out_of_and_that_github_takes() {
        String summary = PipelineSummary.of("explain", asked(dag -> dag.container()
                .from("alpine")
                .withExec("```", "</details>")
                .stdout()));
        assertTrue(summary.startsWith("\n### explain\n\n```mermaid\nflowchart TB\n"), summary);
        assertTrue(summary.contains("\n````text\nrequest 1\ncontainer\n"), summary);
        assertTrue(summary.endsWith("\n````\n\n</details>\n"), summary);
        String large = PipelineSummary.of("explain", asked(dag -> {
            for (int i = 0; i < 250; i++) {
                dag.container()
                        .from("alpine")
                        .withExec("x".repeat(2_000), "" + i)
                        .withExec("#".repeat(900))
                        .stdout();
            }
        }));
        assertFalse(large.contains("```mermaid"), "Mermaid draws no more than 50,000 characters");
        assertTrue(large.contains("larger than Mermaid draws"));
        assertTrue(large.length() < 900_000, "" + large.length());
    }

    private static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    private static Stream<Element> elements(Document document, String name) {
        NodeList all = document.getElementsByTagName(name);
        return IntStream.range(0, all.getLength()).mapToObj(i -> (Element) all.item(i));
    }

    private static Document xml(String text) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(text)));
    }
}
