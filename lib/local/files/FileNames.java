package daggerkit.local.files;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * File names as text and back. In a process without a locale {@link Path#of} refuses all but ASCII, and a path's text is
 * not its name; by way of a URI both keep their bytes.
 */
public final class FileNames {
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/";

    private FileNames() {}

    /** The last name of an absolute path. */
    static String of(Path file) {
        String name = file.getFileName().toString();
        return isPlain(name) ? name : decoded(file.getFileName());
    }

    /** The last name of a path of a container or an address. */
    public static String last(String path) {
        String clean = Patterns.clean(path);
        return clean.substring(clean.lastIndexOf('/') + 1);
    }

    /** A path in a folder. */
    public static Path resolve(Path folder, String name) {
        return folder.resolve(toPath(name));
    }

    /** Whether a text is the name of one file, and so leads nowhere else than into its folder. */
    public static boolean isName(String text) {
        return !text.isEmpty()
                && !text.equals(".")
                && !text.equals("..")
                && text.chars().noneMatch(c -> c == '/' || c == 0 || c == File.separatorChar);
    }

    /**
     * A file directly in a folder.
     *
     * @throws IOException if the name is none, and would lead elsewhere
     */
    static Path child(Path folder, String name) throws IOException {
        if (!isName(name)) {
            throw new IOException("the file name \"" + name + "\" leads to another folder");
        }
        return resolve(folder, name);
    }

    /** A path as text: {@code a/../b} stays what it is. */
    public static String text(Path path) {
        if (isPlain(path.toString())) {
            return path.toString();
        }
        List<String> names = new ArrayList<>();
        path.forEach(name -> names.add(isPlain(name.toString()) ? name.toString() : decoded(name)));
        return (path.isAbsolute() ? "/" : "") + String.join("/", names);
    }

    /** A text as a path, relative or absolute. */
    public static Path toPath(String text) {
        if (isPlain(text)) {
            return Path.of(text);
        }
        StringBuilder uri = new StringBuilder("file:///");
        for (byte unit : text.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(unit) >= 0) {
                uri.append((char) unit);
            } else {
                uri.append(String.format("%%%02X", unit));
            }
        }
        Path absolute = Path.of(URI.create(uri.toString().replaceFirst("^file:/{3,}", "file:///")));
        return text.startsWith("/") ? absolute : absolute.subpath(0, absolute.getNameCount());
    }

    private static boolean isPlain(String name) {
        return name.chars().allMatch(c -> c < 128);
    }

    private static String decoded(Path name) {
        String uri = Path.of("/").resolve(name).toUri().getRawPath();
        byte[] units = new byte[uri.length()];
        int length = 0;
        for (int i = 1; i < uri.length(); i++) {
            boolean escape = uri.charAt(i) == '%';
            units[length++] = (byte) (escape ? Integer.parseInt(uri.substring(i + 1, i + 3), 16) : uri.charAt(i));
            i += escape ? 2 : 0;
        }
        String text = new String(units, 0, length, StandardCharsets.UTF_8);
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
