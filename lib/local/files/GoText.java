package daggerkit.local.files;

import java.util.ArrayList;
import java.util.List;

/** Texts and paths as the engine's language has them, where Java's own methods make a difference. */
public final class GoText {
    private static final int NEXT_LINE = 0x85;
    private static final int FIRST_SEPARATOR = 0x1c;
    private static final int LAST_SEPARATOR = 0x1f;

    private GoText() {}

    /** Without white space at both ends: the no-break space is white here, and the four separators of ASCII are not. */
    public static String trim(String text) {
        int begin = 0;
        int end = text.length();
        while (begin < end && isSpace(text.charAt(begin))) {
            begin++;
        }
        while (end > begin && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(begin, end);
    }

    private static boolean isSpace(char c) {
        return (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == NEXT_LINE)
                && (c < FIRST_SEPARATOR || c > LAST_SEPARATOR);
    }

    /**
     * A path in its shortest form, by its text alone: without doubled slashes, {@code .}, and names that {@code ..}
     * takes back. An absolute one stays so, and {@code ..} at the beginning of another one stays there; nothing is
     * {@code .}.
     */
    public static String cleanPath(String path) {
        boolean absolute = path.startsWith("/");
        List<String> names = new ArrayList<>();
        for (String name : path.split("/")) {
            boolean back = name.equals("..");
            if (back && !names.isEmpty() && !names.get(names.size() - 1).equals("..")) {
                names.remove(names.size() - 1);
            } else if (!(back && absolute) && !name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        String clean = (absolute ? "/" : "") + String.join("/", names);
        return clean.isEmpty() ? "." : clean;
    }

    /** Whether a path cannot lead out of the folder that it counts from. */
    public static boolean isLocal(String path) {
        String clean = cleanPath(path);
        return !path.isEmpty() && !clean.startsWith("/") && !clean.equals("..") && !clean.startsWith("../");
    }
}
