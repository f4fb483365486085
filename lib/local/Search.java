package daggerkit.local;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import daggerkit.local.files.Attention;
import daggerkit.local.files.Content;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.Filter;
import daggerkit.local.files.Patterns;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A search for a text in files, line by line or across lines, with RE2: what the engine searches with has linear time too.
 * For one search.
 */
final class Search {
    /** A match across lines may be anywhere, so the whole file is read. */
    private static final int MOST_BYTES = 1 << 26;

    private final Args args;
    private final Pattern pattern;
    private final boolean multiline;
    private final Patterns paths;
    private final Patterns globs;
    private final boolean skipHidden;
    private final boolean skipIgnored;
    private final boolean filesOnly;
    private final long limit;
    private final List<Map<String, Object>> results = new ArrayList<>();

    private Search(Args args, Pattern pattern) throws FieldException {
        this.args = args;
        this.pattern = pattern;
        multiline = args.flag("multiline");
        paths = Patterns.of(args.texts("paths"));
        globs = Patterns.of(args.texts("globs").stream()
                .map(glob ->
                        glob.contains("/") ? glob : glob.startsWith("!") ? "!**/" + glob.substring(1) : "**/" + glob)
                .toList());
        skipHidden = args.flag("skipHidden");
        skipIgnored = args.flag("skipIgnored");
        filesOnly = args.flag("filesOnly");
        limit = args.number("limit", Long.MAX_VALUE);
    }

    /** Reads a call's arguments. */
    static Search of(Args args) throws FieldException {
        int flags = (args.flag("insensitive") ? Pattern.CASE_INSENSITIVE : 0)
                | (args.flag("dotall") ? Pattern.DOTALL : 0)
                | (args.flag("multiline") ? Pattern.MULTILINE : 0);
        try {
            String pattern = args.flag("literal") ? Pattern.quote(args.text("pattern")) : args.text("pattern");
            Repetitions.check(pattern);
            return new Search(args, Pattern.compile(pattern, flags));
        } catch (PatternSyntaxException wrong) {
            throw new FieldException("Cannot search for \"" + wrong.getPattern() + "\": " + wrong.getDescription()
                    + "; expected a regular expression, or literal: true.");
        }
    }

    /** What is found in a directory, in the order of paths. */
    List<Entity> in(Tree.Dir directory) throws FieldException, IOException {
        walk(skipIgnored ? new Filter(List.of(), List.of(), true).apply(directory) : directory, "");
        List<Entity> found = new ArrayList<>();
        for (Map<String, Object> result : results) {
            Entity.Call call = args.call().then("SearchResult", "" + found.size(), Map.of());
            @SuppressWarnings("unchecked")
            List<Map<String, Object>> submatches = (List<Map<String, Object>>) result.get("submatches");
            result.put("submatches", Fields.all(call, "SearchSubmatch", submatches));
            found.add(new Entity.Data(call, result));
        }
        return found;
    }

    private void walk(Tree.Dir directory, String prefix) throws IOException, FieldException {
        for (Map.Entry<String, Tree> entry : directory.children().entrySet()) {
            String path = prefix + entry.getKey();
            if (results.size() >= limit || skipHidden && entry.getKey().startsWith(".")) {
                continue;
            }
            if (entry.getValue() instanceof Tree.Dir) {
                walk((Tree.Dir) entry.getValue(), path + "/");
            } else if (entry.getValue() instanceof Tree.File
                    && (paths.isEmpty() || paths.matchWithParents(path))
                    && (globs.isEmpty() || globs.match(path))) {
                Content content = ((Tree.File) entry.getValue()).content();
                if (multiline) {
                    searchWhole(path, content);
                } else {
                    search(path, content);
                }
            }
        }
    }

    private void search(String path, Content content) throws IOException {
        long offset = 0;
        long number = 0;
        int before = results.size();
        try (BufferedReader lines = content.reader()) {
            for (String line = line(lines); line != null && results.size() < limit; line = line(lines)) {
                if (line.indexOf(0) >= 0) {
                    results.subList(before, results.size()).clear(); // not a text
                    return;
                }
                number++;
                String text = line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
                List<Map<String, Object>> submatches = submatches(text);
                if (!submatches.isEmpty()) {
                    add(path, number, offset, line, submatches);
                    if (filesOnly) {
                        return;
                    }
                }
                offset += bytes(line);
            }
        }
    }

    /** All lines that a match touches are one result, and matches that touch the same line too. */
    private void searchWhole(String path, Content content) throws IOException, FieldException {
        if (content.size() > MOST_BYTES) {
            throw new FieldException("Cannot search across the lines of \"" + path + "\": it has over " + MOST_BYTES
                    + " bytes; search without multiline.");
        }
        String text = new String(Files.readAllBytes(content.path()), StandardCharsets.UTF_8);
        if (text.indexOf(0) >= 0) {
            return; // not a text
        }
        Matcher matcher = pattern.matcher(Attention.watched(text));
        boolean found = matcher.find();
        while (found && results.size() < limit) {
            int start = text.lastIndexOf('\n', matcher.start() - 1) + 1;
            int end = start;
            List<Map<String, Object>> submatches = new ArrayList<>();
            do {
                end = Math.max(end, endOfLine(text, Math.max(matcher.start(), matcher.end() - 1)));
                submatches.add(submatch(matcher, bytes(text.substring(start, matcher.start()))));
                found = matcher.find();
            } while (found && matcher.start() < end);
            String before = text.substring(0, start);
            long number = before.chars().filter(c -> c == '\n').count() + 1;
            add(path, number, bytes(before), text.substring(start, end), submatches);
            if (filesOnly) {
                return;
            }
        }
    }

    private static int endOfLine(String text, int from) {
        int end = text.indexOf('\n', from);
        return end < 0 ? text.length() : end + 1;
    }

    private void add(String path, long number, long offset, String lines, List<Map<String, Object>> submatches) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("filePath", path);
        result.put("lineNumber", filesOnly ? 0L : number);
        result.put("absoluteOffset", filesOnly ? 0L : offset);
        result.put("matchedLines", filesOnly ? "" : lines);
        result.put("submatches", filesOnly ? List.of() : submatches);
        results.add(result);
    }

    private static Map<String, Object> submatch(Matcher matcher, long start) {
        Map<String, Object> submatch = new LinkedHashMap<>();
        submatch.put("text", matcher.group());
        submatch.put("start", start);
        submatch.put("end", start + bytes(matcher.group()));
        return submatch;
    }

    private List<Map<String, Object>> submatches(String text) {
        List<Map<String, Object>> submatches = new ArrayList<>();
        Matcher matcher = pattern.matcher(Attention.watched(text));
        while (matcher.find()) {
            submatches.add(submatch(matcher, bytes(text.substring(0, matcher.start()))));
        }
        return submatches;
    }

    /** A line with its end. */
    private static String line(BufferedReader reader) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = reader.read(); c >= 0; c = reader.read()) {
            line.append((char) c);
            if (c == '\n') {
                break;
            }
        }
        return line.length() == 0 ? null : line.toString();
    }

    private static long bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
