package daggerkit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Three leaves of twenty containers, in one request and one by one, where a request takes 5 ms. */
final class BenchLeaves {
    private static final int CONTAINERS = 20;
    private static final int WAIT_MILLIS = 5;

    private final BenchReport report;

    BenchLeaves(BenchReport report) {
        this.report = report;
    }

    /** What the server does with a request is the same whatever it asks: what differs is their number. */
    void run(int rounds) throws Exception {
        try (BenchStub stub = new BenchStub(answer(), WAIT_MILLIS, path -> null);
                Api.Client dag = Dagger.connect(stub.params())) {
            int[] requests = new int[1];
            stub.onQuery(() -> requests[0]++);
            BenchRounds measured = new BenchRounds("20 x 3 leaves")
                    .add("one by one", () -> millis(() -> oneByOne(dag)))
                    .add("together", () -> millis(() -> together(dag)));
            measured.run(rounds);
            requests[0] = 0;
            int values = oneByOne(dag);
            int alone = requests[0];
            requests[0] = 0;
            if (together(dag) != values) {
                throw new IllegalStateException("the two ways gave other values");
            }
            report.head("3 leaves of 20 containers, each request 5 ms");
            report.line("requests: " + alone + " one by one, " + requests[0] + " together");
            report.atLeast(20, "one by one / together", measured, "one by one", "together");
        }
    }

    /** Has every key that either way asks for: the alias of each container, and its leaves. */
    private static byte[] answer() {
        var container = BenchPlace.JSON.createObjectNode();
        for (int i = 0; i < CONTAINERS; i++) {
            container
                    .putObject(i == 0 ? "from" : "from_" + (i + 1))
                    .put("stdout", "out")
                    .put("stderr", "err")
                    .put("exitCode", 0);
        }
        var answer = BenchPlace.JSON.createObjectNode();
        answer.putObject("data").set("container", container);
        return answer.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    private static List<Api.Container> containers(Api.Client dag) {
        return IntStream.range(0, CONTAINERS)
                .mapToObj(i -> dag.container().from("alpine:" + i))
                .toList();
    }

    private static int oneByOne(Api.Client dag) {
        List<String> values = new ArrayList<>();
        for (Api.Container container : containers(dag)) {
            values.add(container.stdout() + container.stderr() + container.exitCode());
        }
        return String.join("", values).length();
    }

    private static int together(Api.Client dag) {
        List<Leaf<String>> leaves = containers(dag).stream()
                .map(container -> Leaf.of(
                        container.leaf(Api.Container::stdout),
                        container.leaf(Api.Container::stderr),
                        container.leaf(Api.Container::exitCode),
                        (out, err, code) -> out + err + code))
                .toList();
        return String.join("", dag.fetch(Leaf.all(leaves))).length();
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }
}
