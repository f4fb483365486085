package daggerkit;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The library's Javadoc as HTML, by the JDK's own tool: what {@code ./jbang pages javadoc} writes. Stateless. */
final class Javadoc {
    /** Where it goes unless a folder is given; git ignores it. */
    static final Path FOLDER = Run.root().resolve("out/javadoc");

    private Javadoc() {}

    /**
     * Writes it. It begins at {@code index.html}.
     *
     * @param folder where to; it is made if it is not there, and what is there of the same name is replaced
     * @return what the tool complains of: a comment that it cannot read, a link that leads nowhere; empty if nothing
     * @throws IllegalStateException if the tool fails
     */
    static String write(Path folder) throws IOException {
        ToolProvider tool = ToolProvider.findFirst("javadoc")
                .orElseThrow(() -> new IllegalStateException("This JDK has no javadoc tool."));
        List<String> arguments = new ArrayList<>(List.of(
                "-d",
                folder.toString(),
                "-quiet",
                "-encoding",
                "UTF-8",
                "-docencoding",
                "UTF-8",
                "-charset",
                "UTF-8",
                "-notimestamp",
                // What has no comment of its own is the generated members' business; all else is checked.
                "-Xdoclint:all,-missing",
                "-windowtitle",
                "daggerkit " + Dagger.VERSION,
                "-doctitle",
                "daggerkit " + Dagger.VERSION,
                "-classpath",
                System.getProperty("java.class.path")));
        try (Stream<Path> files = Files.walk(Run.root().resolve("lib"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .forEach(file -> arguments.add(file.toString()));
        }
        StringWriter said = new StringWriter();
        PrintWriter out = new PrintWriter(said);
        int code = tool.run(out, out, arguments.toArray(new String[0]));
        out.flush();
        if (code != 0) {
            throw new IllegalStateException("javadoc failed with exit code " + code + ":\n" + said);
        }
        return said.toString();
    }
}
