package daggerkit.translate;

import daggerkit.console.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The statements of a script, in its {@code main}; in methods of their own, and the variables in fields, if that would be
 * longer than a method of Java can be. Used by one thread.
 */
final class ScriptBody {
    private static final int WIDTH = 120;
    private static final int IN_MAIN = 12;
    private static final int IN_METHOD = 8;

    /** A method has 64 KB of bytecode at most, which no source has that is shorter. */
    private static final int LONGEST_METHOD = 40_000;

    /** A comment, a declaration or another statement; what it has not is null. */
    private record Line(String comment, String type, String name, Code code) {
        String text(int indent, boolean isField) {
            if (comment != null) {
                return commentText(comment, indent);
            }
            String before = name == null ? "" : (isField ? "" : type + " ") + name + " = ";
            String statement = Code.statement(indent, before, code);
            boolean blank = statement.contains("***") || statement.contains("<blanked>");
            return (blank ? commentText("A secret stood where there is *** or <blanked> now.", indent) : "")
                    + statement;
        }
    }

    private final List<Line> lines = new ArrayList<>();

    void comment(String words) {
        lines.add(new Line(words, null, null, null));
    }

    void declare(String type, String name, Code value) {
        lines.add(new Line(null, type, name, value));
    }

    void statement(Code code) {
        lines.add(new Line(null, null, null, code));
    }

    /** The members of the class. */
    String text() {
        String body = text(lines, IN_MAIN, false);
        return body.length() <= LONGEST_METHOD ? main(body) : inMethods();
    }

    private static String main(String body) {
        return "    public static void main(String... args) {\n        Dagger.main(dag -> {\n" + body
                + "        });\n    }\n";
    }

    private String inMethods() {
        StringBuilder fields = new StringBuilder();
        StringBuilder calls = new StringBuilder();
        StringBuilder methods = new StringBuilder();
        StringBuilder method = new StringBuilder();
        for (Line line : lines) {
            if (line.name != null) {
                fields.append("    static ")
                        .append(line.type)
                        .append(' ')
                        .append(line.name)
                        .append(";\n");
            }
            String text = line.text(IN_METHOD, true);
            if (method.length() + text.length() > LONGEST_METHOD && method.length() > 0) {
                end(method, methods, calls);
            }
            method.append(text);
        }
        end(method, methods, calls);
        return fields + "\n" + main(calls.toString()) + methods;
    }

    private static void end(StringBuilder method, StringBuilder methods, StringBuilder calls) {
        String name = "part" + (calls.chars().filter(c -> c == '\n').count() + 1);
        calls.append(" ".repeat(IN_MAIN)).append(name).append("(dag);\n");
        methods.append("\n    static void ").append(name).append("(Api.Client dag) {\n");
        methods.append(method).append("    }\n");
        method.setLength(0);
    }

    private static String text(List<Line> lines, int indent, boolean areFields) {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line.text(indent, areFields)));
        return text.toString();
    }

    /** Words as a comment, on as many lines as they need. */
    static String commentText(String words, int indent) {
        String begin = " ".repeat(indent) + "// ";
        return Text.wrap(Texts.comment(words).replaceAll(" +", " "), WIDTH - begin.length())
                .lines()
                .map(line -> begin + line + "\n")
                .collect(Collectors.joining());
    }
}
