package daggerkit.local;

import daggerkit.local.common.FieldException;
import daggerkit.local.files.Comparison;
import daggerkit.local.files.Export;
import daggerkit.local.files.Lazy;
import daggerkit.local.files.Tree;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Directory;
import daggerkit.local.run.ExecSession;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The fields of a changeset. */
public final class ChangesetFields {
    private ChangesetFields() {}

    static void add(Fields fields, ExecSession session) {
        fields.<Changeset>now("Changeset", "before", (self, args) -> self.before());
        fields.<Changeset>now("Changeset", "after", (self, args) -> self.after());
        fields.<Changeset>later(
                "Changeset", "addedPaths", (self, args) -> self.comparison().addedPaths());
        fields.<Changeset>later(
                "Changeset", "modifiedPaths", (self, args) -> self.comparison().modifiedPaths());
        fields.<Changeset>later(
                "Changeset", "removedPaths", (self, args) -> self.comparison().removedPaths());
        fields.<Changeset>later(
                "Changeset", "isEmpty", (self, args) -> self.comparison().isEmpty());
        fields.<Changeset>now(
                "Changeset",
                "layer",
                (self, args) -> new Directory(
                        args.call(), "/", Lazy.of(() -> self.comparison().added())));
        fields.<Changeset>later("Changeset", "export", (self, args) -> Export.of(
                        session.options().workdir())
                .changes(self.comparison(), args.text("path")));
        fields.<Changeset>now(
                "Changeset",
                "withChangeset",
                (self, args) -> merge(self, List.of(args.object("changes", Changeset.class)), args));
        fields.<Changeset>now(
                "Changeset",
                "withChangesets",
                (self, args) -> merge(self, args.objects("changes", Changeset.class), args));
        fields.<Changeset>sync("Changeset", (self, args) -> self.comparison());
    }

    /** Of the ways to settle a conflict only to fail: the others would need the engine's own merge of texts. */
    private static Changeset merge(Changeset self, List<Changeset> others, Args args) throws FieldException {
        String onConflict = args.text("onConflict");
        boolean prefer = onConflict.equals("PREFER_OURS") || onConflict.equals("PREFER_THEIRS");
        if (onConflict.equals("LEAVE_CONFLICT_MARKERS")) {
            throw Fields.notImplemented("Changeset.withChangeset(onConflict: " + onConflict + ")");
        }
        Entity.Call call = args.call().then("Directory", "after", Map.of());
        Directory after = new Directory(call, self.after().name(), Lazy.of(() -> {
            List<Changeset> all = new ArrayList<>(List.of(self));
            all.addAll(others);
            if (!prefer) {
                failOnConflict(all);
            }
            Tree.Dir merged = self.before().tree().get();
            for (int i = 0; i < all.size(); i++) {
                int next = onConflict.equals("PREFER_OURS") ? all.size() - 1 - i : i;
                merged = all.get(next).comparison().apply(merged);
            }
            return merged;
        }));
        return new Changeset(args.call(), self.before(), after);
    }

    private static void failOnConflict(List<Changeset> all) throws FieldException, InterruptedException {
        Set<String> seen = new LinkedHashSet<>();
        for (Changeset changes : all) {
            Comparison comparison = changes.comparison();
            Set<String> changed = new LinkedHashSet<>(comparison.modifiedPaths());
            changed.addAll(comparison.removedPaths());
            comparison.addedPaths().stream().filter(path -> !path.endsWith("/")).forEach(changed::add);
            for (String path : changed) {
                if (!seen.add(path)) {
                    throw new FieldException("Cannot merge the changesets: more than one changes \"" + path + "\".");
                }
            }
        }
    }
}
