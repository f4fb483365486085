///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Read a folder without what .gitignore names
//SOURCES daggerkit@catalog
import daggerkit.Api.Directory;
import daggerkit.Dagger;

class list_folder {
    public static void main(String... args) {
        String path = args.length > 0 ? args[0] : ".";
        Dagger.main(dag -> {
            Directory folder = dag.host().directory(path, o -> o.gitignore(true).exclude(".git"));
            folder.glob("**").forEach(System.out::println);
        });
    }
}
