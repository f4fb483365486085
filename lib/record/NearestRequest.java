package daggerkit.record;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Says of a request that was not recorded what was. */
final class NearestRequest {
    private static final int LINES_AROUND = 3;
    private static final int MOST_LINES = 60;
    private static final int LONGEST_LINE = 300;
    /** A difference takes time with the square of its size. */
    private static final int MOST_COMPARED = 2_000;

    private NearestRequest() {}

    /** A sentence, and a difference below it. */
    static String message(Path file, List<RecordedRequest> all, QueryForm asked) {
        List<String> wanted = lines(asked);
        RecordedRequest nearest = all.get(0);
        double best = -1;
        for (RecordedRequest recorded : all) {
            double likeness = likeness(lines(recorded.form()), wanted);
            if (likeness > best) {
                best = likeness;
                nearest = recorded;
            }
        }
        List<String> recorded = lines(nearest.form());
        List<String> difference = UnifiedDiffUtils.generateUnifiedDiff(
                "recorded in line " + nearest.line(),
                "asked",
                recorded,
                DiffUtils.diff(recorded, wanted),
                LINES_AROUND);
        StringBuilder message = new StringBuilder("This request is not in the recording \"" + file
                + "\": change the program back, or record it again. The nearest one differs so:");
        for (int i = 0; i < difference.size() && i < MOST_LINES; i++) {
            message.append('\n').append(difference.get(i));
        }
        return message.append(difference.size() > MOST_LINES ? "\n..." : "").toString();
    }

    private static List<String> lines(QueryForm form) {
        List<String> lines =
                form.root() == null ? form.text().lines().toList() : form.root().lines();
        List<String> shown = new ArrayList<>();
        for (String line : lines.subList(0, Math.min(MOST_COMPARED, lines.size()))) {
            shown.add(line.length() > LONGEST_LINE ? line.substring(0, LONGEST_LINE) + "..." : line);
        }
        return shown;
    }

    /** How much of the lines two have in common, whatever their order: 0 to 1. */
    private static double likeness(List<String> a, List<String> b) {
        Map<String, Integer> counts = new HashMap<>();
        a.forEach(line -> counts.merge(line, 1, Integer::sum));
        int common = 0;
        for (String line : b) {
            Integer left = counts.computeIfPresent(line, (key, count) -> count - 1);
            common += left != null && left >= 0 ? 1 : 0;
        }
        return 2.0 * common / Math.max(1, a.size() + b.size());
    }
}
