package daggerkit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One artifact of a Maven repository of plain files: its jars, its POM, what versions there are, and the checksums of each in
 * the forms that Maven looks for. Stateless.
 */
final class ReleaseMaven {
    private static final String GROUP = "daggerkit";
    private static final Map<String, String> CHECKSUMS = Map.of("md5", "MD5", "sha1", "SHA-1", "sha256", "SHA-256");
    private static final DateTimeFormatter UPDATED = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    private ReleaseMaven() {}

    /**
     * The files of an artifact of the group {@code daggerkit}.
     *
     * @param name the artifact's
     * @param version the one that it is
     * @param words what it is, for the POM
     * @param dependencies GROUP:NAME:VERSION each
     * @param jars the bytes of each jar, by what stands behind the version in its file's name: "" or "-sources"
     * @param time when it was made, for the list of versions
     * @return the files, by their paths in the repository
     */
    static SortedMap<String, byte[]> files(
            String name,
            String version,
            String words,
            List<String> dependencies,
            Map<String, byte[]> jars,
            Instant time) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        String folder = GROUP + "/" + name + "/";
        String stem = folder + version + "/" + name + "-" + version;
        jars.forEach((suffix, bytes) -> put(files, stem + suffix + ".jar", bytes));
        put(files, stem + ".pom", text(pom(name, version, words, dependencies)));
        put(files, folder + "maven-metadata.xml", text(metadata(name, version, time)));
        return files;
    }

    private static void put(Map<String, byte[]> files, String path, byte[] bytes) {
        files.put(path, bytes);
        CHECKSUMS.forEach((suffix, algorithm) -> files.put(path + "." + suffix, text(hex(algorithm, bytes))));
    }

    private static String pom(String name, String version, String words, List<String> dependencies) {
        StringBuilder pom = new StringBuilder("""
            <?xml version="1.0" encoding="UTF-8"?>
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <version>%s</version>
              <name>%s</name>
              <description>%s</description>
              <licenses>
                <license>
                  <name>Apache-2.0</name>
                  <url>https://www.apache.org/licenses/LICENSE-2.0.txt</url>
                </license>
              </licenses>
              <dependencies>
            """.formatted(GROUP, name, version, name, words));
        for (String dependency : dependencies) {
            String[] parts = dependency.split(":");
            pom.append("""
                    <dependency>
                      <groupId>%s</groupId>
                      <artifactId>%s</artifactId>
                      <version>%s</version>
                    </dependency>
                """.formatted((Object[]) parts));
        }
        return pom + "  </dependencies>\n</project>\n";
    }

    private static String metadata(String name, String version, Instant time) {
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <metadata>
              <groupId>%s</groupId>
              <artifactId>%s</artifactId>
              <versioning>
                <latest>%s</latest>
                <release>%s</release>
                <versions>
                  <version>%s</version>
                </versions>
                <lastUpdated>%s</lastUpdated>
              </versioning>
            </metadata>
            """.formatted(
                        GROUP,
                        name,
                        version,
                        version,
                        version,
                        UPDATED.withZone(ZoneOffset.UTC).format(time));
    }

    /** A checksum in hexadecimal digits. */
    static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
