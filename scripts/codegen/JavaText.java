package daggerkit.codegen;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Java source that is being written, in the form that the repository's formatter gives it. Used by one thread. */
final class JavaText {
    private static final int WIDEST = 120;
    private static final int LAST_CALL = 80;

    private final StringBuilder text = new StringBuilder();
    private int depth;

    void line(String line) {
        text.append(line.isEmpty() ? "" : "    ".repeat(depth)).append(line).append('\n');
    }

    void open(String head) {
        line(head + " {");
        depth++;
    }

    void close() {
        depth--;
        line("}");
    }

    /** An empty line between two members, none behind the head of a class. */
    void gap() {
        if (text.length() < 2 || text.charAt(text.length() - 2) != '{') {
            line("");
        }
    }

    /** Opens a method, its parameters on the same line if they fit, else on one line of their own, else on one each. */
    void method(String head, List<String> parameters) {
        method(head, parameters, " {");
    }

    /** As {@link #method(String, List)}, the end being {@code ;} for a method without a body. */
    void method(String head, List<String> parameters, String end) {
        String joined = String.join(", ", parameters);
        if (fits(head + "(" + joined + ")" + end)) {
            line(head + "(" + joined + ")" + end);
        } else {
            line(head + "(");
            depth += 2;
            if (fits(joined + ")" + end)) {
                line(joined + ")" + end);
            } else {
                for (int i = 0; i < parameters.size(); i++) {
                    parameter(parameters.get(i) + (i < parameters.size() - 1 ? "," : ")" + end));
                }
            }
            depth -= 2;
        }
        depth += end.equals(" {") ? 1 : 0;
    }

    /** One whose type is too long has its name, and then each of its type's arguments, on lines of their own. */
    private void parameter(String parameter) {
        int name = parameter.lastIndexOf("> ") + 1;
        if (fits(parameter) || name == 0) {
            line(parameter);
            return;
        }
        String type = parameter.substring(0, name);
        if (fits(type)) {
            line(type);
        } else {
            int arguments = type.indexOf('<') + 1;
            line(type.substring(0, arguments));
            for (String argument : type.substring(arguments).split("(?<=,) ")) {
                line(" ".repeat(16) + argument);
            }
        }
        line(" ".repeat(8) + parameter.substring(name + 1));
    }

    /** A statement that ends in a call, its arguments on a line of their own, or on one each, if they do not fit. */
    void call(String head, String arguments) {
        if (fits(head + arguments)) {
            line(head + arguments);
        } else if (fits(" ".repeat(8) + arguments)) {
            line(head);
            line(" ".repeat(8) + arguments);
        } else {
            line(head);
            for (String argument : arguments.split("(?<=,) ")) {
                line(" ".repeat(8) + argument);
            }
        }
    }

    /** An assignment of such a call, which has a line of its own if it fits there. */
    void assignedCall(String variable, String head, String arguments) {
        if (!fits(variable + " " + head + arguments) && fits(" ".repeat(8) + head + arguments)) {
            line(variable);
            line(" ".repeat(8) + head + arguments);
        } else {
            call(variable + " " + head, arguments);
        }
    }

    boolean fits(String line) {
        return 4 * depth + line.length() <= WIDEST;
    }

    /** Whether a statement may stand on one line; the formatter wants the last call of a chain to begin in time. */
    boolean fitsAsStatement(String line) {
        int last = Math.max(line.lastIndexOf(").arg("), line.lastIndexOf(").variable("));
        return fits(line) && 4 * depth + last < LAST_CALL;
    }

    /**
     * Writes a Javadoc comment.
     *
     * @param paragraphs their words, separated by blanks; what begins with an at sign is a tag
     */
    void javadoc(List<String> paragraphs) {
        if (paragraphs.size() == 1 && fits("/** " + paragraphs.get(0) + " */")) {
            line("/** " + paragraphs.get(0) + " */");
            return;
        }
        line("/**");
        for (int i = 0; i < paragraphs.size(); i++) {
            boolean tag = paragraphs.get(i).startsWith("@");
            if (i > 0 && !(tag && paragraphs.get(i - 1).startsWith("@"))) {
                line(" *");
            }
            wrap(i > 0 && !tag ? "<p>" + paragraphs.get(i) : paragraphs.get(i), tag ? "    " : "");
        }
        line(" */");
    }

    private void wrap(String paragraph, String indent) {
        List<String> words = new ArrayList<>();
        String begin = " *";
        int width = begin.length();
        for (String word : paragraph.split(" ")) {
            if (!words.isEmpty() && 4 * depth + width + 1 + word.length() > WIDEST) {
                line(begin + " " + String.join(" ", words));
                begin = " * " + indent;
                begin = begin.stripTrailing();
                width = begin.length();
                words.clear();
            }
            words.add(word);
            width += 1 + word.length();
        }
        line(begin + " " + String.join(" ", words));
    }

    /**
     * The words of a description as one paragraph of Javadoc in ASCII that ends no comment and is no tag. What stands in
     * backticks is code.
     */
    static String escape(String description) {
        String[] parts = description.strip().replaceAll("\\s+", " ").split("`", -1);
        if (parts.length % 2 == 0) {
            return plain(String.join("`", parts));
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            text.append(i % 2 == 1 && isCode(parts[i]) ? "{@code " + parts[i] + "}" : plain(parts[i]));
        }
        return text.toString();
    }

    /** Whether a text can stand in a tag, which knows no escapes; an at sign could come to begin a line there. */
    private static boolean isCode(String text) {
        int open = 0;
        for (int i = 0; i < text.length() && open >= 0; i++) {
            open += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
        }
        boolean plain = text.chars().allMatch(c -> c >= ' ' && c < 0x7f && c != '\\');
        return plain && !(" " + text).contains(" @") && open == 0 && !text.isBlank() && !text.contains("*/");
    }

    private static String plain(String words) {
        return words.codePoints()
                .mapToObj(c ->
                        c >= 0x7f || c < ' ' || "&<>@*\\{}".indexOf(c) >= 0 ? "&#" + c + ";" : Character.toString(c))
                .collect(Collectors.joining());
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
