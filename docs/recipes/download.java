///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Download a file over HTTP and check its digest
//SOURCES daggerkit@catalog
import daggerkit.Api.File;
import daggerkit.Dagger;

class download {
    record Downloaded(long size, String path) {}

    public static void main(String... args) {
        if (args.length != 3) {
            System.err.println(
                    "Usage: download.java URL sha256:DIGEST FILE, with a header's value in HTTP_AUTH or none");
            System.exit(64);
        }
        Dagger.main(dag -> {
            File file = dag.http(args[0], o -> {
                o.checksum(args[1]);
                if (System.getenv("HTTP_AUTH") != null) {
                    o.authHeader(dag.secret("env://HTTP_AUTH"));
                }
            });
            Downloaded downloaded = file.fetch(File::size, f -> f.export(args[2]), Downloaded::new);
            System.out.println(downloaded.path() + " (" + downloaded.size() + " bytes)");
        });
    }
}
