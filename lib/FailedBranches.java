package daggerkit;

import daggerkit.FetchState.PendingLeaf;
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
import java.util.stream.Collectors;

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

    private FailedBranches() {}

    /** The same failure, saying which branch failed or can have; as it is if only one leaf was asked for. */
    static QueryException name(QueryException failure, Collection<PendingLeaf> asked) {
        QueryError error = failure.first();
        if (asked.size() < 2 || error.path().isEmpty() && !error.isExecError()) {
            return failure;
        }
        Set<Branch> branches = new LinkedHashSet<>();
        for (PendingLeaf leaf : of(error, asked)) {
            leaf.places().forEach(place -> branches.add(new Branch(place, leaf.chain())));
        }
        return failure.in(List.copyOf(branches));
    }

    private static Collection<PendingLeaf> of(QueryError error, Collection<PendingLeaf> asked) {
        List<PendingLeaf> onPath = asked.stream()
                .filter(leaf -> isOnPath(leaf.node(), error.path()))
                .toList();
        Collection<PendingLeaf> candidates = onPath.isEmpty() ? asked : onPath;
        if (!error.isExecError()) {
            return candidates;
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

    /** Whether an error's path, in which lists have their positions, leads along the way to a leaf. */
    private static boolean isOnPath(SelectionTree.Node leaf, List<String> path) {
        List<SelectionTree.Node> line = new ArrayList<>();
        for (SelectionTree.Node node = leaf; node.previous() != null; node = node.previous()) {
            if (node.step().kind() != Selection.Kind.FRAGMENT) {
                line.add(node);
            }
        }
        Collections.reverse(line);
        List<String> calls =
                path.stream().filter(call -> !call.matches("[0-9]+")).collect(Collectors.toList());
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
                    objects.forEach(object -> chains.push(object.selection()));
                    isExpanded |= argument.name().equals("expand")
                            || argument.name().equals("args") && "[]".equals(argument.literal());
                    if (step.name().equals("withExec") && commands.contains(argument.literal())) {
                        return Runs.THIS;
                    }
                }
                runs = step.name().equals("withExec") && isExpanded ? Runs.PERHAPS : runs;
            }
        }
        return runs;
    }
}
