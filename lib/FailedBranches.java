package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import daggerkit.FetchState.PendingLeaf;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which branches of a request an error can be about. The engine tells the path of the calls without the branch's alias,
 * so several may have it (recorded in two-aliases-both-fail); of a command that failed it tells the words too. Nothing
 * is run again to find out.
 */
final class FailedBranches {
    private enum Runs {
        THIS,
        PERHAPS,
        OTHERS
    }

    /** Calls that run commands which do not stand in a chain: those of a Dockerfile, of an image, of a user. */
    private static final Set<String> RUN_MORE =
            Set.of("asService", "build", "dockerBuild", "terminal", "up", "withServiceBinding");

    private FailedBranches() {}

    /** The same failure, saying which branch failed or can have; as it is if there is only one, or it can be each of all. */
    static QueryException name(QueryException failure, Collection<PendingLeaf> asked) {
        QueryError error = failure.first();
        if (asked.size() < 2 || error.path().isEmpty() && !error.isExecError()) {
            return failure;
        }
        Collection<PendingLeaf> left = of(error, asked);
        Set<Branch> branches = new LinkedHashSet<>();
        for (PendingLeaf leaf : left) {
            leaf.places().forEach(place -> branches.add(new Branch(place, leaf.chain())));
        }
        List<Branch> found = List.copyOf(branches);
        // To name all that there are says nothing.
        return failure.in(found, left.size() < asked.size() ? Branch.describe(found) : "");
    }

    private static Collection<PendingLeaf> of(QueryError error, Collection<PendingLeaf> asked) {
        List<PendingLeaf> onPath = asked.stream()
                .filter(leaf -> isOnPath(leaf.node(), error.path()))
                .toList();
        Collection<PendingLeaf> candidates = onPath.isEmpty() ? asked : onPath;
        if (!error.isExecError()) {
            return named(error, candidates);
        }
        List<String> words = ExecException.command(error);
        Set<String> commands = new HashSet<>();
        for (int i = 0; i < words.size(); i++) {
            // An entrypoint stands before the arguments.
            commands.add(Literal.of(words.subList(i, words.size()), "cmd"));
        }
        List<Runs> runs =
                candidates.stream().map(leaf -> runs(leaf.chain(), commands)).toList();
        if (!runs.contains(Runs.THIS)) {
            return candidates;
        }
        List<PendingLeaf> left = new ArrayList<>(candidates);
        for (int i = runs.size() - 1; i >= 0; i--) {
            if (runs.get(i) == Runs.OTHERS) {
                left.remove(i);
            }
        }
        return left;
    }

    /**
     * Those whose failing call has an argument that the message names, such as the address of an image (recorded in
     * image-not-found); of several the one that names most of it, since {@code alpine} is a part of {@code alpine:3}.
     */
    private static Collection<PendingLeaf> named(QueryError error, Collection<PendingLeaf> candidates) {
        int most = 0;
        List<PendingLeaf> named = new ArrayList<>();
        for (PendingLeaf want : candidates) {
            int here = failing(want, error.path()).stream()
                    .filter(text -> Pattern.compile("(?<!\\w)" + Pattern.quote(text) + "(?!\\w)")
                            .matcher(error.message())
                            .find())
                    .mapToInt(String::length)
                    .max()
                    .orElse(0);
            if (here > most) {
                named.clear();
                most = here;
            }
            if (here == most && most > 0) {
                named.add(want);
            }
        }
        return named.isEmpty() ? candidates : named;
    }

    /** The texts that the last call of a path has as arguments, on the way to a leaf. */
    private static Set<String> failing(PendingLeaf want, List<String> path) {
        List<SelectionTree.Node> line = line(want.node());
        int at = calls(path).size() - 1;
        Set<String> texts = new HashSet<>();
        if (at >= 0 && at < line.size()) {
            for (Argument argument : line.get(at).step().arguments()) {
                texts(argument.literal(), texts);
            }
        }
        return texts;
    }

    /** A text, or the texts of a list, as they were before they were written. */
    private static void texts(String literal, Set<String> texts) {
        if (literal != null && (literal.startsWith("\"") || literal.startsWith("[\""))) {
            try {
                JsonNode value = Json.read(literal); // The same in GraphQL and in JSON.
                (value.isArray() ? value : List.of(value)).forEach(text -> texts.add(text.asText()));
            } catch (IOException e) {
                return; // A list of other things.
            }
        }
        texts.remove("");
    }

    private static List<String> calls(List<String> path) {
        return path.stream().filter(call -> !call.matches("[0-9]+")).toList();
    }

    private static List<SelectionTree.Node> line(SelectionTree.Node leaf) {
        List<SelectionTree.Node> line = new ArrayList<>();
        for (SelectionTree.Node node = leaf; node.previous() != null; node = node.previous()) {
            if (node.step().kind() != Selection.Kind.FRAGMENT) {
                line.add(node);
            }
        }
        Collections.reverse(line);
        return line;
    }

    /** Whether an error's path, in which lists have their positions, leads along the way to a leaf. */
    private static boolean isOnPath(SelectionTree.Node leaf, List<String> path) {
        List<SelectionTree.Node> line = line(leaf);
        List<String> calls = calls(path);
        if (calls.size() > line.size()) {
            return false;
        }
        for (int i = 0; i < calls.size(); i++) {
            SelectionTree.Node node = line.get(i);
            if (!node.key().equals(calls.get(i)) && !node.step().names().contains(calls.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static Runs runs(Selection chain, Set<String> commands) {
        Runs runs = Runs.OTHERS;
        Set<Reference> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Selection> chains = new ArrayDeque<>(List.of(chain));
        while (!chains.isEmpty()) {
            for (Selection step : chains.pop().steps()) {
                boolean isExpanded = false;
                for (Argument argument : step.arguments()) {
                    Set<Reference> objects = new LinkedHashSet<>();
                    argument.collect(objects);
                    objects.removeIf(object -> !seen.add(object));
                    objects.forEach(object -> chains.push(object.chain()));
                    isExpanded |= argument.name().equals("expand")
                            || argument.name().equals("args") && "[]".equals(argument.literal());
                    if (step.name().equals("withExec") && commands.contains(argument.literal())) {
                        return Runs.THIS;
                    }
                }
                boolean isUnknown = step.name().equals("withExec") && isExpanded || RUN_MORE.contains(step.name());
                runs = isUnknown ? Runs.PERHAPS : runs;
            }
        }
        return runs;
    }
}
