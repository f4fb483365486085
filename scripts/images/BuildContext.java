package daggerkit.images;

import daggerkit.Cli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A folder with a Dockerfile.
 *
 * @param folder the folder, absolute
 * @param dockerfile the path of the Dockerfile in it, with slashes
 * @param excluded patterns of what the build does not want
 */
public record BuildContext(Path folder, String dockerfile, List<String> excluded) {
    /**
     * Looks at a folder.
     *
     * @param folder the folder, as the user gave it
     * @param file the Dockerfile from the current folder on; null for the file {@code Dockerfile} in the folder
     * @return what is there
     * @throws Cli.Usage if it is not a folder or there is no such file in it
     * @throws IOException if a .dockerignore cannot be read
     */
    public static BuildContext of(String folder, String file) throws IOException {
        Path context = Inputs.path(folder);
        if (!Files.isDirectory(context)) {
            throw new Cli.Usage("Cannot build \"" + folder + "\": expected a folder.");
        }
        Path path = file == null ? context.resolve("Dockerfile") : Inputs.path(file);
        if (file == null && !Files.isRegularFile(path)) {
            throw new Cli.Usage(
                    "Cannot build \"" + folder + "\": there is no Dockerfile in it, and no other is named.");
        }
        if (!Files.isRegularFile(path) || !path.startsWith(context)) {
            throw new Cli.Usage("Cannot build from \"" + file + "\": expected a Dockerfile in the folder \"" + folder
                    + "\", or in one below it.");
        }
        String dockerfile = context.relativize(path).toString().replace('\\', '/');
        return new BuildContext(context, dockerfile, excluded(context, dockerfile));
    }

    /**
     * Docker's rules for .dockerignore. The engine knows them too; what is left out here is not even sent to it. The two
     * files themselves stay, as the engine needs them.
     *
     * @param context the folder, absolute
     * @param dockerfile the path of the Dockerfile in it
     * @return patterns of what the build does not want
     * @throws IOException if a .dockerignore cannot be read
     */
    public static List<String> excluded(Path context, String dockerfile) throws IOException {
        String own = dockerfile + ".dockerignore";
        String ignore = Files.isRegularFile(context.resolve(own)) ? own : ".dockerignore";
        List<String> patterns = new ArrayList<>();
        if (Files.isRegularFile(context.resolve(ignore))) {
            for (String read : Files.readAllLines(context.resolve(ignore))) {
                String line = read.replace("\ufeff", "");
                String text = line.strip();
                String not = text.startsWith("!") ? "!" : "";
                String pattern = text.substring(not.length())
                        .strip()
                        .replaceAll("/+", "/")
                        .replaceFirst("^(\\./|/)+", "")
                        .replaceFirst("/$", "");
                if (!line.startsWith("#") && !pattern.isEmpty() && !pattern.equals(".")) {
                    patterns.add(not + pattern);
                }
            }
        }
        if (!patterns.isEmpty()) {
            patterns.addAll(List.of("!" + dockerfile, "!" + ignore));
        }
        return patterns;
    }
}
