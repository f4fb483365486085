package daggerkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A jar that has the same bytes whenever and wherever it is made of the same things: its entries are sorted, and all have one
 * time. Used by one thread.
 */
final class ReleaseJar {
    /** Early, and after the earliest one that a zip can say, which some tools take for none. */
    private static final LocalDateTime TIME = LocalDateTime.of(1980, 2, 1, 0, 0);

    private static final String MANIFEST = "META-INF/MANIFEST.MF";
    private static final String LICENSES = "META-INF/licenses/";
    private static final String SERVICES = "META-INF/services/";

    private final SortedMap<String, byte[]> entries = new TreeMap<>();
    private final Map<String, String> attributes = new LinkedHashMap<>();
    private final List<String> inside = new ArrayList<>();

    /** An empty one of this version of the library, with its license. */
    ReleaseJar(String title, String version, byte[] license) {
        attributes.put("Manifest-Version", "1.0");
        attributes.put("Implementation-Title", title);
        attributes.put("Implementation-Version", version);
        entries.put("META-INF/LICENSE", license);
    }

    /** Adds a line to the manifest. */
    ReleaseJar attribute(String name, String value) {
        attributes.put(name, value);
        return this;
    }

    /** Adds entries, none of which may be there. */
    ReleaseJar add(Map<String, byte[]> more) {
        more.forEach(this::add);
        return this;
    }

    private void add(String name, byte[] bytes) {
        byte[] there = entries.putIfAbsent(name, bytes);
        if (there != null && !Arrays.equals(there, bytes)) {
            throw new DaggerException(
                    "Cannot make one jar of several: two have an entry \"" + name + "\", and not the same.");
        }
    }

    /**
     * Adds all that is in another jar. Its licenses and notices go to a folder of its name; what says what module it is
     * is left out, because the whole is no longer that module; what it offers as a service is offered beside the others'.
     * What it has for newer versions of Java stays, so the whole is a jar for several versions.
     */
    ReleaseJar addJar(Path jar) throws IOException {
        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
        inside.add(name);
        try (JarFile file = new JarFile(jar.toFile())) {
            if (file.isMultiRelease()) {
                attribute("Multi-Release", "true");
            }
            for (ZipEntry entry : file.stream().filter(e -> !e.isDirectory()).toList()) {
                String path = entry.getName();
                if (path.equals(MANIFEST) || path.endsWith("module-info.class")) {
                    continue;
                }
                try (InputStream in = file.getInputStream(entry)) {
                    addEntry(name, path, in.readAllBytes());
                }
            }
        }
        return this;
    }

    private void addEntry(String jar, String path, byte[] bytes) {
        if (path.startsWith(SERVICES)) {
            byte[] there = entries.getOrDefault(path, new byte[0]);
            String all = new String(there, StandardCharsets.UTF_8) + new String(bytes, StandardCharsets.UTF_8).strip();
            entries.put(path, (all + "\n").getBytes(StandardCharsets.UTF_8));
        } else if (path.matches("META-INF/[^/]+\\.(SF|RSA|DSA|EC)")) {
            throw new DaggerException(
                    "Cannot put \"" + jar + "\" into another jar: it is signed, by \"" + path + "\".");
        } else {
            boolean about = path.matches("META-INF/[^/]+|[^/]*(LICENSE|NOTICE)[^/]*");
            add(about ? LICENSES + jar + "/" + path.replaceFirst("^META-INF/", "") : path, bytes);
        }
    }

    /** The jar's bytes: the manifest first, as tools want it, then the rest by name. */
    byte[] bytes() throws IOException {
        if (!inside.isEmpty()) {
            add("META-INF/NOTICE", notice().getBytes(StandardCharsets.UTF_8));
        }
        StringBuilder manifest = new StringBuilder();
        attributes.forEach((name, value) ->
                manifest.append(name).append(": ").append(value).append("\r\n"));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.setLevel(9);
            write(zip, MANIFEST, manifest.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                write(zip, entry.getKey(), entry.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private String notice() {
        return attributes.get("Implementation-Title") + " " + attributes.get("Implementation-Version") + "\n\n"
                + "This jar"
                + " also has"
                + " all classes"
                + " of the"
                + " following"
                + " libraries,"
                + " unchanged."
                + " Their"
                + " licenses"
                + " and notices"
                + " are\n"
                + "in " + LICENSES + ", in a folder of the same name each:\n\n- " + String.join("\n- ", inside) + "\n";
    }

    private static void write(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
        zip.write(bytes);
        zip.closeEntry();
    }
}
