///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Open a service on a port of this machine
//SOURCES daggerkit@catalog
import daggerkit.Api.Directory;
import daggerkit.Api.Service;
import daggerkit.Dagger;

class expose_service {
    public static void main(String... args) {
        String folder = args.length > 0 ? args[0] : ".";
        Dagger.main(dag -> {
            Directory site = dag.host().directory(folder, o -> o.gitignore(true).exclude(".git"));
            Service web = dag.container()
                    .from("nginx:alpine")
                    .withDirectory("/usr/share/nginx/html", site)
                    .withExposedPort(80)
                    .asService(o -> o.useEntrypoint(true));
            Service tunnel = dag.host().tunnel(web).start();
            try {
                System.out.println(tunnel.endpoint(o -> o.scheme("http")));
                System.err.println("Press Enter to stop.");
                System.in.read();
            } finally {
                tunnel.stop();
            }
        });
    }
}
