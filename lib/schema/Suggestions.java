package daggerkit.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** "Did you mean": the names that a misspelled one is nearest to, as recording {@code unknown-field} has them. */
public final class Suggestions {
    private static final int MOST = 5;

    private Suggestions() {}

    /**
     * Asks for the nearest names.
     *
     * @param wrong the misspelled name
     * @param names what it could have been
     * @return a sentence with a space before it, or an empty text if no name is near
     */
    public static String didYouMean(String wrong, Collection<String> names) {
        Map<String, Integer> distances = new TreeMap<>();
        for (String name : names) {
            // A name so much longer or shorter is not near, and to find that out letter by letter takes its time.
            if (Math.abs(wrong.length() - name.length()) > wrong.length() * 2 / 5 + 1) {
                continue;
            }
            int distance = distance(wrong.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT));
            if (distance <= wrong.length() * 2 / 5 + 1) {
                distances.put(name, distance);
            }
        }
        List<String> near = new ArrayList<>(distances.keySet());
        near.sort(Comparator.comparing(distances::get));
        near = near.subList(0, Math.min(MOST, near.size()));
        if (near.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder(" Did you mean ");
        for (int i = 0; i < near.size(); i++) {
            boolean last = i > 0 && i == near.size() - 1;
            text.append(i == 0 ? "" : near.size() == 2 ? " " : ", ").append(last ? "or " : "");
            text.append('"').append(near.get(i)).append('"');
        }
        return text.append('?').toString();
    }

    /** How many letters to insert, delete, replace or swap with the next one. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + cost);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
