package daggerkit.build;

import daggerkit.Api;
import java.util.List;

/** What a build tool of Java needs that others do not; implemented by its script. */
public interface Tool {
    /**
     * The script's name.
     *
     * @return the name, which its messages begin with
     */
    String name();

    /**
     * The image for a JDK.
     *
     * @return an address with <code>{jdk}</code> in the place of the JDK's version
     */
    String image();

    /**
     * What shows that a folder is a project.
     *
     * @return names of files, one of which is there
     */
    List<String> projectFiles();

    /**
     * The options that lead to a project elsewhere.
     *
     * @return how such an argument begins
     */
    List<String> projectOptions();

    /**
     * The project's own launcher.
     *
     * @return its file in the project's folder
     */
    String wrapper();

    /**
     * What the tool is always told.
     *
     * @return its options, which stand before the goals
     */
    List<String> options();

    /**
     * What the tool does if the user says nothing.
     *
     * @return the goal
     */
    String goal();

    /**
     * The program of the image.
     *
     * @return its name
     */
    String program();

    /**
     * What a build leaves in a project's folder.
     *
     * @return patterns of what is not loaded
     */
    List<String> outputs();

    /**
     * Where the test reports are.
     *
     * @return patterns
     */
    List<String> reports();

    /**
     * Gives a container the caches, and what else the tool wants.
     *
     * @param dag the client
     * @param container a container of the image
     * @param jdk the JDK's version, or the image's address if that says nothing of it
     * @param user the image's user, who has to be able to write the caches
     * @return the container with them
     */
    Api.Container prepare(Api.Client dag, Api.Container container, String jdk, ImageUser user);
}
