///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Search a folder, and replace what was found
//SOURCES daggerkit@catalog
import daggerkit.Api.Directory;
import daggerkit.Api.SearchResult;
import daggerkit.Dagger;
import java.util.List;
import java.util.TreeSet;

class search_replace {
    record Hit(String file, long line, String text) {}

    public static void main(String... args) {
        if (args.length != 2) {
            System.err.println("Usage: search_replace.java TEXT REPLACEMENT");
            System.exit(64);
        }
        Dagger.main(dag -> {
            Directory before = dag.host().directory(".", o -> o.gitignore(true).exclude(".git"));
            List<Hit> hits = before.fetchEach(
                    d -> d.search(args[0], o -> o.literal(true)),
                    SearchResult::filePath,
                    SearchResult::lineNumber,
                    SearchResult::matchedLines,
                    Hit::new);
            hits.forEach(hit -> System.out.println(
                    hit.file() + ":" + hit.line() + ": " + hit.text().strip()));
            Directory after = before;
            for (String file : new TreeSet<>(hits.stream().map(Hit::file).toList())) {
                after = after.withFile(file, before.file(file).withReplaced(args[0], args[1], o -> o.all(true)));
            }
            // Only the files that differ are written.
            after.changes(before).export(".");
        });
    }
}
