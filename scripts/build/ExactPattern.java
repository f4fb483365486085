package daggerkit.build;

import java.util.Collection;
import java.util.List;

/** Patterns of {@code include} and {@code exclude} that mean a path and nothing else. Thread-safe: it has no state. */
final class ExactPattern {
    private ExactPattern() {}

    /**
     * Writes paths as patterns.
     *
     * @param paths paths in a directory, with or without a slash at the end
     * @return a pattern for each
     */
    static List<String> of(Collection<String> paths) {
        return paths.stream().map(ExactPattern::of).toList();
    }

    /**
     * Writes a path as a pattern: what has a meaning is escaped, and space at an end, which the engine cuts (recording
     * host-exclude-space), stands in brackets. What is no text, U+FFFD, is any character.
     *
     * @param path a path in a directory, with or without a slash at the end
     * @return the pattern
     */
    static String of(String path) {
        String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        StringBuilder pattern = new StringBuilder();
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean end = i == 0 || i == name.length() - 1;
            if (end && (Character.isWhitespace(c) || Character.isSpaceChar(c))) {
                pattern.append('[').append(c).append(']');
            } else if (c == '\ufffd') {
                pattern.append('?');
            } else {
                pattern.append("*?[]^\\".indexOf(c) >= 0 || c == '!' && i == 0 ? "\\" : "")
                        .append(c);
            }
        }
        return pattern.toString();
    }
}
