package daggerkit.explain;

/** What the parts of an explanation are coloured as on a terminal, by the SGR codes of ECMA-48. */
enum Style {
    HEADING("1"),
    ALIAS("36"),
    FIELD("1"),
    ARGUMENT("2"),
    VALUE("32"),
    COMMAND("33"),
    TYPE("35"),
    ID("36"),
    GUIDE("2"),
    WARNING("33"),
    ERROR("31");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** A text in this colour, or as it is. */
    String on(String text, boolean colored) {
        return colored && !text.isEmpty() ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
    }
}
