///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Give a container an HTTP server to talk to
//SOURCES daggerkit@catalog
import daggerkit.Api.Service;
import daggerkit.Dagger;

class bind_service {
    public static void main(String... args) {
        Dagger.main(dag -> {
            Service web = dag.container()
                    .from("python:3-alpine")
                    .withNewFile("/site/index.html", "hello from the service\n")
                    .withWorkdir("/site")
                    .withExposedPort(8000)
                    .asService(o -> o.args("python3", "-m", "http.server", "8000"));
            System.out.print(dag.container()
                    .from("alpine:latest")
                    .withServiceBinding("web", web)
                    .withExec("wget", "-q", "-O-", "http://web:8000/index.html")
                    .stdout());
        });
    }
}
