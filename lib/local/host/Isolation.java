package daggerkit.local.host;

import daggerkit.local.files.HostIds;
import daggerkit.local.files.Tree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How far the commands of a stand-in session are kept away from the host. Thread-safe. */
public interface Isolation extends AutoCloseable {
    /** The PATH of an image that sets none itself, as alpine has it: recording {@code list-of-objects}. */
    String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /**
     * One command of a container.
     *
     * @param number its number in the session, from 1; its root is the folder of that name
     * @param args the command, not empty
     * @param environment all of its environment but the secrets
     * @param secrets the variables that no command line may show
     * @param workdir an absolute path inside the container
     * @param user who it runs as
     * @param binds what is mounted in its root
     */
    record Step(
            int number,
            List<String> args,
            Map<String, String> environment,
            Map<String, String> secrets,
            String workdir,
            User user,
            List<Bind> binds) {}

    /**
     * A user inside a container; where the host has one user for all of them, the only one there, to whom everything
     * belongs.
     *
     * @param groups those that it is in beside its own
     */
    record User(long uid, long gid, String home, List<Long> groups) {
        public static final User ROOT = new User(0, 0, "/root", List.of());
    }

    /**
     * Something to be mounted.
     *
     * @param source an absolute path of the host, or the name of something in {@link #folder}; null for a new file system
     * @param target an absolute path inside, without links
     * @param readOnly whether commands cannot write to it
     * @param bytes the size of a new file system
     */
    record Bind(String source, String target, boolean readOnly, long bytes) {
        boolean isOfHost() {
            return source != null && source.startsWith("/");
        }
    }

    /** Says in a few words where commands run, for the line on start. */
    String description();

    /** Where roots are made, or null where commands have none. */
    Path folder();

    /** The user that the files of a root must belong to, or -1 for this process's own. */
    int owner();

    /** The users of this host that stand for those of containers. */
    default HostIds ids() {
        return new HostIds(owner(), 1);
    }

    /** Ends what it keeps running. */
    @Override
    default void close() throws InterruptedException {}

    /** Whether {@link Step#binds} are mounted. */
    boolean canMount();

    /** Whether what a command has started can outlive it. */
    boolean leavesProcesses();

    /** What a container's root has at first: this host's programs. */
    Tree.Dir image();

    /**
     * Makes the process of a command, not yet started; its three streams are the caller's.
     *
     * @throws Refused if this host must not run it
     */
    ProcessBuilder process(Step step) throws IOException, Refused;

    /** Whether a service has a network of its own, with a relay to it. */
    boolean hasOwnNetworks();

    /**
     * Makes the process of a service, not yet started; its output is the caller's.
     *
     * @param step the service's command
     * @param relay the command that runs beside it in its network, to which its own is added; not used if there is none
     * @throws Refused if this host must not run it, or gives it no network
     */
    ProcessBuilder service(Step step, List<String> relay) throws IOException, Refused;

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
