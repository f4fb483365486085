///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Find the latest version of a Git repository, and its tags
//SOURCES daggerkit@catalog
import daggerkit.Dagger;
import java.util.List;

class latest_version {
    record Release(String ref, String commit, List<String> tags) {}

    public static void main(String... args) {
        String repository = args.length > 0 ? args[0] : "https://github.com/dagger/dagger";
        String pattern = args.length > 1 ? args[1] : "v0.20.*";
        Dagger.main(dag -> {
            Release release = dag.git(repository)
                    .fetch(
                            r -> r.latestVersion().ref(),
                            r -> r.latestVersion().commit(),
                            r -> r.tags(o -> o.patterns(List.of(pattern))),
                            Release::new);
            System.out.println("latest version: " + release.ref() + " at " + release.commit());
            System.out.println("tags like " + pattern + ": " + String.join(", ", release.tags()));
        });
    }
}
