package daggerkit.shell;

import java.util.List;

/** What every shell begins with. */
final class Imports {
    /**
     * JShell's usual packages, the library's and the typed API's. Three types of the API have a name of java.base: here it
     * is the API's, as {@code java.io.File} can be written out.
     */
    private static final List<String> ALL = List.of(
            "java.io.*",
            "java.math.*",
            "java.net.*",
            "java.nio.file.*",
            "java.time.*",
            "java.util.*",
            "java.util.concurrent.*",
            "java.util.function.*",
            "java.util.regex.*",
            "java.util.stream.*",
            "com.fasterxml.jackson.databind.JsonNode",
            "daggerkit.*",
            "daggerkit.Api.*",
            "daggerkit.Api.File",
            "daggerkit.Api.Function",
            "daggerkit.Api.Socket");

    private static final String VARIABLES = "Api.Client dag = daggerkit.shell.Shell.client();\n"
            + "Throwable failure() { return daggerkit.shell.Shell.failure(); }\n";

    private Imports() {}

    /** The statements, one a line. */
    static String text() {
        return "import " + String.join(";\nimport ", ALL) + ";\n" + VARIABLES;
    }
}
