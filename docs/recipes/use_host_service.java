///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Let a container talk to a server on this machine
//SOURCES daggerkit@catalog
import daggerkit.Api.NetworkProtocol;
import daggerkit.Api.PortForward;
import daggerkit.Api.Service;
import daggerkit.Dagger;
import java.time.Instant;
import java.util.List;

class use_host_service {
    public static void main(String... args) {
        long port = args.length > 0 ? Long.parseLong(args[0]) : 8000;
        Dagger.main(dag -> {
            Service server = dag.host().service(List.of(new PortForward(port, port, NetworkProtocol.TCP)));
            System.out.print(dag.container()
                    .from("alpine:latest")
                    .withServiceBinding("host", server)
                    // Dagger does not see what the server answers: without this the first answer would be cached.
                    .withEnvVariable("CACHE_KEY", Instant.now().toString())
                    .withExec("wget", "-q", "-O-", "http://host:" + port + "/")
                    .stdout());
        });
    }
}
