package daggerkit.console;

import java.io.File;
import java.util.Map;

/** The programs of this machine. Static and thread-safe. */
public final class Programs {
    private Programs() {}

    /**
     * Looks for a program as a shell does.
     *
     * @param name its name, without a folder and without {@code .exe}
     * @param environment the variables, of which PATH names the folders; an empty one is the current folder
     * @return its path, or null if there is none that can be executed
     */
    public static String onPath(String name, Map<String, String> environment) {
        String path = environment.getOrDefault("PATH", environment.getOrDefault("Path", ""));
        String file = name + (File.separatorChar == '\\' ? ".exe" : "");
        for (String folder : path.split(File.pathSeparator)) {
            File candidate = new File(folder.isEmpty() ? "." : folder, file);
            if (candidate.isFile() && candidate.canExecute()) {
                return candidate.getPath();
            }
        }
        return null;
    }
}
