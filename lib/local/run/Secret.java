package daggerkit.local.run;

import daggerkit.local.files.Content;
import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileStore;
import daggerkit.local.files.GoText;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Mount;
import daggerkit.local.graph.Entity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A secret. Its value is read when a command or the client asks for it.
 *
 * @param name as the pipeline has it
 * @param uri where it comes from
 * @param plaintext its value
 */
public record Secret(Entity.Call call, String name, String uri, Lazy<String> plaintext)
        implements Entity, Mount.Source {
    @Override
    public String kind() {
        return "secret";
    }

    @Override
    public boolean isFile() {
        return true;
    }

    /** The value as a file, to be deleted soon. */
    Content keep(FileStore disk) throws IOException, FieldException, InterruptedException {
        return disk.keep(plaintext.get());
    }

    /**
     * What must not be seen in the output of a command: the value, and without blanks around it; no part of it.
     * Recordings {@code secret-spaces} and {@code secret-one-letter}.
     */
    List<byte[]> hidden() throws FieldException, InterruptedException {
        String value = plaintext.get();
        String trimmed = GoText.trim(value);
        List<byte[]> hidden = new ArrayList<>();
        if (!value.isEmpty()) {
            hidden.add(utf8(value));
        }
        if (!trimmed.isEmpty() && !trimmed.equals(value)) {
            hidden.add(utf8(trimmed));
        }
        return hidden;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Never the value. */
    @Override
    public String toString() {
        return "Secret[" + call.digest() + "]";
    }
}
