///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Scan an image for known vulnerabilities
//SOURCES daggerkit@catalog
import daggerkit.Api.Container;
import daggerkit.Api.ReturnType;
import daggerkit.Dagger;
import daggerkit.DaggerException;

class scan_image {
    record Scan(long code, String report) {}

    public static void main(String... args) {
        String address = args.length > 0 ? args[0] : "alpine:latest";
        Dagger.main(dag -> {
            Container trivy = dag.container()
                    .from("aquasec/trivy:latest")
                    .withMountedCache("/root/.cache", dag.cacheVolume("trivy"))
                    .withMountedFile("/image.tar", dag.container().from(address).asTarball())
                    .withExec(
                            o -> o.expect(ReturnType.ANY),
                            "trivy",
                            "image",
                            "--quiet",
                            "--severity=HIGH,CRITICAL",
                            "--exit-code=1",
                            "--input=/image.tar");
            Scan scan = trivy.fetch(Container::exitCode, Container::combinedOutput, Scan::new);
            System.out.print(scan.report());
            if (scan.code() != 0) {
                throw new DaggerException("The scan of \"" + address + "\" ended with exit code " + scan.code()
                        + ": expected 0, which is nothing found; see the report above.");
            }
        });
    }
}
