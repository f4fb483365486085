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
        Dagger.main(dag -> {
            Container image = dag.host()
                    .directory(context, o -> o.gitignore(true).exclude(".git"))
                    .dockerBuild(o -> {
                        o.buildArgs(List.of(new BuildArg("VERSION", "1.0")));
                        if (args.length > 1) {
                            o.target(args[1]);
                        }
                        if (args.length > 2) {
                            o.platform(args[2]);
                        }
                    });
            System.out.println(image.export("image.tar"));
        });
    }
}
