///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Build a Dockerfile, with a target, arguments and a platform
//SOURCES daggerkit@catalog
import daggerkit.Api.BuildArg;
import daggerkit.Api.Container;
import daggerkit.Dagger;
import java.util.List;

class dockerfile_build {
    public static void main(String... args) {
        String context = args.length > 0 ? args[0] : ".";
        String target = args.length > 1 ? args[1] : "";
        Dagger.main(dag -> {
            Container image = dag.host()
                    .directory(context, o -> o.gitignore(true).exclude(List.of(".git")))
                    .dockerBuild(o -> o.dockerfile("Dockerfile")
                            .target(target)
                            .platform("linux/amd64")
                            .buildArgs(List.of(new BuildArg("VERSION", "1.0"))));
            System.out.println(image.export("image.tar"));
        });
    }
}
