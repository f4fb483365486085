package daggerkit;

import daggerkit.console.Text;
import daggerkit.schema.EngineVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A client of tests/clients at one version, the engine that it is for, and how it is installed. Installing uses the
 * language's own tools and their registries, with the versions that tests/clients pins. Used by one thread.
 *
 * @param language the folder in tests/clients
 * @param version of its SDK, empty for the client that has none
 * @param engine that it talks to
 */
record SdkClient(String language, String version, EngineVersion engine) {
    private static final String STAMP = "installed";

    /** One version a language and engine; tests/clients/README.md says why. */
    static final List<SdkClient> ALL = List.of(
            new SdkClient("plain", "", EngineVersion.V0_20_8),
            new SdkClient("plain", "", EngineVersion.V0_21_8),
            new SdkClient("plain", "", EngineVersion.V1_0_0),
            new SdkClient("go", "0.20.8", EngineVersion.V0_20_8),
            new SdkClient("go", "0.21.8", EngineVersion.V0_21_8),
            new SdkClient("python", "0.20.8", EngineVersion.V0_20_8),
            new SdkClient("python", "0.21.8", EngineVersion.V0_21_8),
            new SdkClient("python", "1.0.0b14", EngineVersion.V1_0_0),
            new SdkClient("typescript", "0.20.0", EngineVersion.V0_20_8),
            new SdkClient("typescript", "0.21.8", EngineVersion.V0_21_8),
            new SdkClient("typescript", "1.0.0-beta.14", EngineVersion.V1_0_0));

    /** A client cannot be installed: the message is a sentence. */
    static final class InstallException extends Exception {
        private static final long serialVersionUID = 1;

        InstallException(String message) {
            super(message);
        }
    }

    @Override
    public String toString() {
        return (version.isEmpty() ? language : language + " " + version) + " on " + engine;
    }

    private Path programs() {
        return Run.root().resolve("tests/clients").resolve(language);
    }

    /** What this client needs to have on the PATH and has not, as a sentence; empty if all is there. */
    String missing() {
        switch (language) {
            case "go":
                return tool("go", lowestGo(), "go", "env", "GOVERSION");
            case "typescript":
                String npm = tool("npm", "8", "npm", "--version");
                return npm.isEmpty() ? tool("node", "20", "node", "--version") : npm;
            default:
                String modules = version.isEmpty() ? "" : "import venv, ensurepip; ";
                return tool(
                        version.isEmpty() ? "python3" : "python3 with venv",
                        version.isEmpty() ? "3.7" : "3.10",
                        "python3",
                        "-c",
                        modules + "import platform; print(platform.python_version())");
        }
    }

    private String lowestGo() {
        try {
            Matcher line = Pattern.compile("(?m)^go (\\S+)$")
                    .matcher(Files.readString(programs().resolve(version).resolve("go.mod")));
            return line.find() ? line.group(1) : "1";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String tool(String name, String lowest, String... command) {
        String told;
        try {
            Run.Result asked = Run.command(command).run();
            if (asked.code() != 0) {
                return name + " does not run: " + Text.oneLine(asked.err());
            }
            told = asked.out().strip().replaceFirst("^(go|v)", "");
        } catch (UncheckedIOException absent) {
            return name + " is not on the PATH";
        }
        return compare(told, lowest) < 0 ? name + " is " + told + ", and " + lowest + " is needed" : "";
    }

    private static int compare(String left, String right) {
        String[] one = left.split("[^0-9]+");
        String[] other = right.split("[^0-9]+");
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            int difference = Integer.compare(Integer.parseInt(one[i]), Integer.parseInt(other[i]));
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    /**
     * Installs it, unless it is there already.
     *
     * @param cache the folder of all clients
     * @return the command that runs its programs
     * @throws InstallException if a tool fails
     */
    List<String> install(Path cache) throws IOException, InstallException {
        Path source = programs();
        if (version.isEmpty()) {
            return List.of("python3", source.resolve("programs.py").toString());
        }
        Path folder = cache.resolve(language + "-" + version);
        String stamp = stamp();
        Path stampFile = folder.resolve(STAMP);
        if (!Files.exists(stampFile) || !Files.readString(stampFile).equals(stamp)) {
            delete(folder);
            Files.createDirectories(folder);
            switch (language) {
                case "go" -> installGo(source, folder);
                case "python" -> installPython(source, folder);
                default -> installTypeScript(source, folder);
            }
            Files.writeString(stampFile, stamp);
        }
        return switch (language) {
            case "go" -> List.of(folder.resolve("programs").toString());
            case "python" ->
                List.of(
                        folder.resolve("bin/python").toString(),
                        source.resolve("programs.py").toString());
            default -> List.of("node", folder.resolve("programs.mjs").toString());
        };
    }

    private void installGo(Path source, Path folder) throws IOException, InstallException {
        copy(folder, source.resolve("main.go"));
        copy(folder, source.resolve(version).resolve("go.mod"));
        copy(folder, source.resolve(version).resolve("go.sum"));
        tool(folder, "go", "build", "-o", "programs", ".");
    }

    private void installPython(Path source, Path folder) throws InstallException {
        tool(folder, "python3", "-m", "venv", ".");
        tool(
                folder,
                folder.resolve("bin/python").toString(),
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--no-input",
                "--no-deps",
                "--requirement",
                source.resolve(version).resolve("requirements.txt").toString());
    }

    private void installTypeScript(Path source, Path folder) throws IOException, InstallException {
        copy(folder, source.resolve("programs.mjs"));
        copy(folder, source.resolve(version).resolve("package.json"));
        copy(folder, source.resolve(version).resolve("package-lock.json"));
        tool(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier");
    }

    private void tool(Path folder, String... command) throws InstallException {
        Run run = Run.command(command).in(folder).env("GOTOOLCHAIN", "local");
        System.getenv().forEach((name, value) -> {
            if (name.toLowerCase(Locale.ROOT).endsWith("_proxy")) {
                run.env(name, value); // a registry may be reached through it alone
            }
        });
        Run.Result result;
        try {
            result = run.run();
        } catch (AssertionError late) {
            throw new InstallException(Text.oneLine(late.getMessage()));
        }
        if (result.code() != 0) {
            throw new InstallException("\"" + String.join(" ", command) + "\" ended with exit code " + result.code()
                    + ": " + Text.oneLine(result.err() + result.out()));
        }
    }

    private static void copy(Path folder, Path file) throws IOException {
        Files.copy(file, folder.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }

    /** Changes with all that is installed and with the tool that installs it. */
    private String stamp() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> own = Files.list(programs());
                Stream<Path> pins = Files.list(programs().resolve(version))) {
            Stream.concat(own, pins).filter(Files::isRegularFile).sorted().forEach(files::add);
        }
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                sha.update(Files.readAllBytes(file));
            }
            String tool = language.equals("go")
                    ? "go version"
                    : language.equals("python") ? "python3 --version" : "node --version";
            sha.update(Run.command(tool.split(" ")).run().out().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sha.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Deletes a folder with all that is in it, if it is there; links are deleted and not followed. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
