package daggerkit.server;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How far the commands of a stand-in session are kept away from the host. Thread-safe. */
interface Isolation {
    /** The PATH of an image that sets none itself, as alpine has it: recording {@code list-of-objects}. */
    String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * One command of a container.
     *
     * @param number its number in the session, from 1; its root, once it has run, has the same
     * @param from the number of the root that it starts from; 0 is the image's
     * @param args the command, not empty
     * @param environment all of its environment
     * @param workdir an absolute path inside the container, made if it is missing
     */
    record Step(int number, int from, List<String> args, Map<String, String> environment, String workdir) {}

    /** Says in a few words where commands run, for the line on start. */
    String description();

    /**
     * Makes the process of a command, not yet started; its three streams are the caller's.
     *
     * @throws Refused if this host must not run it
     */
    ProcessBuilder process(Step step) throws IOException, Refused;

    /**
     * Tells why a process that {@link #process} made ended without having run its command.
     *
     * @param step the step
     * @param stderr what the process wrote to standard error
     * @return the reason, or null if the command did run
     */
    String setUpFailure(Step step, Path stderr) throws IOException;

    /** A command is not run here, and the message says why. */
    final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }
}
