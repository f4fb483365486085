package daggerkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** A server and a client of a few lines for containers of the stand-in, whose programs are this host's. */
final class Perl {
    private static final String SERVE = "use IO::Socket::INET; $| = 1; my $s = IO::Socket::INET->new(LocalPort =>"
            + " $ARGV[0], Listen => 9, ReuseAddr => 1) or die \"no port: $!\\n"
            + "\"; print \"listening\\n"
            + "\"; while (my $c = $s->accept) { print $c $ARGV[1]; close $c; }";

    private static final String READ = "use IO::Socket::INET;"
            + " my $c = IO::Socket::INET->new(PeerAddr => $ARGV[0]) or die \"no connection to $ARGV[0]: $!\\n\";"
            + " print while <$c>;";

    private Perl() {}

    /** Skips a test on a host without it, or without a private root. */
    static void assume(LocalSession session) {
        assumeTrue(session.isolated(), session.server.description());
        assumeTrue(
                Files.isExecutable(Path.of("/usr/bin/perl")),
                "The test's servers are written in Perl, which is missing.");
    }

    /** A container whose service listens on a port and says a text to whoever connects. */
    static Api.Container server(Api.Client dag, int port, String text) {
        return dag.container()
                .from("alpine")
                .withExposedPort(port)
                .withDefaultArgs(java.util.List.of("perl", "-e", SERVE, "" + port, text));
    }

    /** What a command in a container reads from an address such as {@code web:80}. */
    static String read(Api.Container container, String address) {
        return container.withExec("perl", "-e", READ, address).stdout();
    }
}
