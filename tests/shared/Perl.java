package daggerkit;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A server and a client of a few lines for containers of the stand-in, whose programs are this host's. */
final class Perl {
    /** Says a text to whoever connects, or a number of its own; with an address what it reads from there. */
    private static final String SERVE =
            "use IO::Socket::INET; $| = 1; my ($port, $text, $address) = @ARGV; my $number = int(rand(1e12));"
                    + " my $s = IO::Socket::INET->new(LocalPort => $port, Listen => 9, ReuseAddr => 1)"
                    + " or die \"no port: $!\\n\";"
                    + " while (my $c = $s->accept) {"
                    + "   if ($address) {"
                    + "     my $o = IO::Socket::INET->new(PeerAddr => $address); $text = $o ? <$o> : \"no $address\"; }"
                    + "   print $c ($text || $number); close $c; }";

    private static final String READ = "use IO::Socket::INET;"
            + " my $c = IO::Socket::INET->new(PeerAddr => $ARGV[0]) or die \"no connection to $ARGV[0]: $@\\n\";"
            + " print while <$c>;";

    private Perl() {}

    /** Skips a test on a host without it, or without a private root. */
    static void assume(LocalSession session) {
        assumeTrue(session.isolated(), session.server.description());
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/perl")), "The test's servers need /usr/bin/perl.");
    }

    /**
     * A container whose service listens on a port.
     *
     * @param words what it says, and where it reads that instead; nothing for a number that is another in each run
     */
    static Api.Container server(Api.Client dag, int port, String... words) {
        return dag.container()
                .from("alpine")
                .withExposedPort(port)
                .withDefaultArgs(List.of("perl", "-e", SERVE, "" + port, word(words, 0), word(words, 1)));
    }

    private static String word(String[] words, int number) {
        return words.length > number ? words[number] : "";
    }

    /** What a command in a container reads from an address such as {@code web:80}. */
    static String read(Api.Container container, String address) {
        return container.withExec("perl", "-e", READ, address).stdout();
    }
}
