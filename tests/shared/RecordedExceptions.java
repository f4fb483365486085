package daggerkit;

import java.util.List;

/**
 * Where the stand-in answers one of {@code tests/recordings-files} otherwise than the engine, and why: the one list of
 * these, for the test that holds all others and for {@code docs/local.md}.
 */
final class RecordedExceptions {
    /**
     * An answer that differs.
     *
     * @param recording its name
     * @param differs a regular expression of what is left out of both answers before they are compared
     * @param reason a sentence for the page, without a full stop
     */
    record Exception(String recording, String differs, String reason) {}

    static final List<Exception> ALL = List.of(
            new Exception(
                    "search-files-only",
                    "\"filePath\" : \"[^\"]*\"",
                    "0.20.8 and 0.21.8 give the files in an order that differs from host to host; here they are in"
                            + " alphabetical order"),
            new Exception(
                    "user-then-file",
                    "(?<=touch: )(?:cannot touch '/root/x'|/root/x)",
                    "the words are those of the image's `touch`, here of this host's"));

    /** Recordings that need a host on which commands see owners. */
    static final List<String> OF_OWNERS =
            List.of("new-file-owner", "new-file-owner-name", "secret-mounted-mode", "user-then-file");

    private RecordedExceptions() {}

    /** Without the parts in which this answer may differ. */
    static String common(String recording, String text) {
        String common = text;
        for (Exception exception : ALL) {
            if (exception.recording.equals(recording)) {
                common = common.replaceAll(exception.differs, "");
            }
        }
        return common;
    }
}
