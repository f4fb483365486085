package daggerkit.local.host;

import daggerkit.local.host.Isolation.Refused;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace for a service: a loopback interface and nothing else, so that no other host reaches the service,
 * two may listen on the same port, and what this host listens on is out of its reach.
 */
final class OwnNetwork {
    private static final String UNSHARE = "unshare";

    /** Every port may be had in there. Arguments: what runs in it, without rights over it. */
    private static final String SET_UP = """
        ip link set lo up || ifconfig lo up || exit 1
        { echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start; } 2>/dev/null || :
        exec setpriv --pdeathsig KILL --inh-caps=-all --ambient-caps=-all "$@"
        """;

    private OwnNetwork() {}

    /**
     * Makes the process that makes the network, not yet started.
     *
     * @param folder its working directory
     * @param number the step's
     * @param command what is to run in the network, relay aside
     * @param root whether this process is root, who needs no user namespace for it
     * @param relay what starts the command, and stays
     * @throws Refused if the tool for it is missing
     */
    static ProcessBuilder process(Path folder, int number, List<String> command, boolean root, List<String> relay)
            throws IOException, Refused {
        // In a file, for the relay has no locale to pass these on with.
        StringBuilder start = new StringBuilder("exec");
        command.forEach(word -> start.append(' ').append(CommandText.quote(word)));
        String name = number + ".start";
        CommandText.write(folder.resolve(name), start.append('\n'));
        List<String> all = new ArrayList<>(List.of(UNSHARE, "--net"));
        if (!root) {
            all.addAll(List.of("--user", "--map-current-user", "--keep-caps"));
        }
        all.addAll(List.of("--", "sh", "-c", SET_UP, "sh"));
        all.addAll(relay);
        all.addAll(List.of("sh", name));
        ProcessBuilder builder = CommandText.process(folder, all);
        if (builder.command().get(0).equals(UNSHARE)) {
            throw new Refused("Cannot start a service on this host: there is no \"" + UNSHARE
                    + "\" to give it a network; install util-linux, or use a real engine: dagger run ...");
        }
        return builder;
    }
}
