package daggerkit.local.files;

import daggerkit.local.common.FieldException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;

/** A text put in for another in a file. */
public final class Replacement {
    private Replacement() {}

    /**
     * Replaces a text.
     *
     * @param content where; it has to fit in memory
     * @param search what is replaced; without {@code all} and {@code firstFrom} it must be there exactly once
     * @param replacement what takes its place
     * @param all whether every occurrence is replaced
     * @param firstFrom the first line, from 1, of those where the first occurrence is replaced; -1 for none
     */
    public static String of(Content content, String search, String replacement, boolean all, long firstFrom)
            throws IOException, FieldException {
        String text = new String(Files.readAllBytes(content.path()), StandardCharsets.UTF_8);
        int from = 0;
        for (long line = 1; line < firstFrom && from >= 0; line++) {
            from = text.indexOf('\n', from) + 1;
            from = from == 0 ? text.length() : from;
        }
        int at = search.isEmpty() ? -1 : text.indexOf(search, from);
        if (at < 0) {
            throw new FieldException("search string not found");
        }
        if (all) {
            return text.substring(0, from) + text.substring(from).replace(search, replacement);
        }
        if (firstFrom < 0 && text.indexOf(search, at + 1) >= 0) {
            throw new FieldException("search string found multiple times");
        }
        return text.substring(0, at) + replacement + text.substring(at + search.length());
    }
}
