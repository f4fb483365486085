package daggerkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A query in a few words: the fields on the way to its first leaf, with the commands of {@code withExec} and no other
 * argument. It reads any text and refuses none. Immutable.
 *
 * @param text for instance {@code container.from.withExec(uname -nrio).stdout}, and how many leaves there are beside
 * @param leaves how many leaves the query asks for
 */
record QuerySummary(String text, int leaves) {
    static QuerySummary of(String query) {
        return new Reader(query).read();
    }

    /** Goes through the text once. */
    private static final class Reader {
        private final String query;
        private final Deque<String> path = new ArrayDeque<>();
        private int at;
        private int leaves;
        private String first;
        /** The field that was read last, unless it is known what follows it. */
        private String field;

        Reader(String query) {
            this.query = query;
        }

        QuerySummary read() {
            while (at < query.length()) {
                char c = query.charAt(at);
                if (isName(c)) {
                    name();
                } else if (c == '(') {
                    String command = arguments();
                    field = "withExec".equals(field) && command != null ? "withExec(" + command + ")" : field;
                } else if (c == '{') {
                    path.addLast(path.isEmpty() || field == null ? "" : field);
                    field = null;
                    at++;
                } else if (c == '}') {
                    leaf();
                    path.pollLast();
                    at++;
                } else if (c == '#') {
                    int end = query.indexOf('\n', at);
                    at = end < 0 ? query.length() : end;
                } else if (c == '.') {
                    spread();
                } else if (c == '@') {
                    at++;
                    word(); // a directive
                } else {
                    at++;
                }
            }
            String more = leaves > 1 ? " and " + (leaves - 1) + " more" : "";
            return new QuerySummary(first == null ? "a query" : first + more, leaves);
        }

        private void name() {
            String name = word();
            int next = at;
            while (next < query.length() && Character.isWhitespace(query.charAt(next))) {
                next++;
            }
            if (next < query.length() && query.charAt(next) == ':') {
                at = next + 1; // an alias
                return;
            }
            leaf();
            field = name;
        }

        /** The field before this place had no selection of its own. */
        private void leaf() {
            if (field != null && !path.isEmpty()) {
                leaves++;
                if (first == null) {
                    StringBuilder text = new StringBuilder();
                    for (Iterator<String> step = path.iterator(); step.hasNext(); ) {
                        String name = step.next();
                        text.append(name).append(name.isEmpty() ? "" : ".");
                    }
                    first = text.append(field).toString();
                }
            }
            field = null;
        }

        /** Skips a fragment's spread or the head of an inline fragment. */
        private void spread() {
            leaf();
            while (at < query.length() && query.charAt(at) == '.') {
                at++;
            }
            if (word().equals("on")) {
                word();
            }
        }

        private String word() {
            while (at < query.length() && Character.isWhitespace(query.charAt(at))) {
                at++;
            }
            int start = at;
            while (at < query.length() && isName(query.charAt(at))) {
                at++;
            }
            return query.substring(start, at);
        }

        /** Skips arguments; gives the words of {@code args} if that is a list of texts, else null. */
        private String arguments() {
            List<String> words = new ArrayList<>();
            boolean isArgs = false;
            int depth = 0;
            int list = -1;
            do {
                char c = query.charAt(at);
                if (c == '"') {
                    String word = string();
                    if (list >= 0 && depth == list) {
                        words.add(word);
                    }
                    continue;
                }
                if (isName(c) && depth == 1) {
                    isArgs = word().equals("args");
                    continue;
                }
                depth += c == '(' || c == '[' || c == '{' ? 1 : c == ')' || c == ']' || c == '}' ? -1 : 0;
                if (c == '[' && depth == 2 && isArgs) {
                    list = depth;
                } else if (c == ']' && depth < list) {
                    list = -1;
                }
                at++;
            } while (depth > 0 && at < query.length());
            return words.isEmpty() ? null : Text.shellCommand(words);
        }

        private String string() {
            if (query.startsWith("\"\"\"", at)) {
                int end = query.indexOf("\"\"\"", at + 3);
                String block = query.substring(at + 3, end < 0 ? query.length() : end);
                at = end < 0 ? query.length() : end + 3;
                return block;
            }
            StringBuilder text = new StringBuilder();
            for (at++; at < query.length() && query.charAt(at) != '"'; at++) {
                char c = query.charAt(at);
                if (c == '\\' && at + 1 < query.length()) {
                    c = query.charAt(++at);
                    if (c == 'u'
                            && query.length() - at > 4
                            && query.substring(at + 1, at + 5).matches("[0-9a-fA-F]{4}")) {
                        c = (char) Integer.parseInt(query.substring(at + 1, at + 5), 16);
                        at += 4;
                    } else {
                        c = "bfnrt".indexOf(c) >= 0 ? ' ' : c;
                    }
                }
                text.append(c);
            }
            at = Math.min(at + 1, query.length());
            return text.toString();
        }

        private static boolean isName(char c) {
            return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
        }
    }
}
