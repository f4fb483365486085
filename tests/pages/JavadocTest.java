package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Javadoc of the library as HTML. */
class JavadocTest {
    @TempDir
    Path folder;

    @Test
    void it_is_written_without_a_complaint_and_has_the_words_about_the_api() throws IOException {
        assertEquals("", Javadoc.write(folder));
        assertTrue(Files.exists(folder.resolve("index.html")));
        String container = Files.readString(folder.resolve("daggerkit/Api.Container.html"));
        assertTrue(container.contains("Pulls an image and takes its file system"), "the words about from");
        assertTrue(container.contains("<code>ghcr.io/owner/app@sha256:...</code>"), "the words about its argument");
        String options = Files.readString(folder.resolve("daggerkit/Api.Container.WithExecOptions.html"));
        assertTrue(options.contains("Which exit codes are no error"), "the words about an option");
    }
}
