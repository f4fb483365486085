package daggerkit.local.files;

import com.google.re2j.Pattern;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How files are taken out of a file system: links on the way are followed, and one at the path is taken out itself. */
final class Removal {
    private Removal() {}

    /**
     * A file system without something; the same if it is not there.
     *
     * @param names the path
     * @param isPattern whether names from the first with an asterisk, question mark or bracket are patterns
     */
    static FileSystem of(FileSystem files, List<String> names, boolean isPattern) throws FieldException {
        return isPattern ? matches(files, names) : one(files, names);
    }

    private static FileSystem one(FileSystem files, List<String> names) throws FieldException {
        Place place = names.isEmpty() ? new Place(names, null) : files.locate(Place.path(names), false);
        if (place.tree() == null) {
            return files;
        }
        List<String> parent = place.names().subList(0, place.names().size() - 1);
        Tree.Dir folder = (Tree.Dir) files.locate(Place.path(parent), true).tree();
        return files.put(parent, folder.without(place.names().get(place.names().size() - 1)));
    }

    private static FileSystem matches(FileSystem files, List<String> names) throws FieldException {
        int plain = 0;
        while (names.get(plain).chars().noneMatch(c -> "*?[".indexOf(c) >= 0)) {
            plain++;
        }
        Pattern pattern = Wildcards.compile(String.join("/", names.subList(plain, names.size())));
        Place folder = files.locate(Place.path(names.subList(0, plain)), true);
        if (pattern == null || !(folder.tree() instanceof Tree.Dir)) {
            return files;
        }
        return files.put(folder.names(), without((Tree.Dir) folder.tree(), "", pattern, names.size() - plain));
    }

    private static Tree.Dir without(Tree.Dir folder, String prefix, Pattern pattern, int depth) {
        SortedMap<String, Tree> kept = new TreeMap<>();
        for (Map.Entry<String, Tree> entry : folder.children().entrySet()) {
            String path = prefix + entry.getKey();
            Tree child = entry.getValue();
            if (depth > 1 && child instanceof Tree.Dir) {
                kept.put(entry.getKey(), without((Tree.Dir) child, path + "/", pattern, depth - 1));
            } else if (depth > 1 || !pattern.matcher(path).matches()) {
                kept.put(entry.getKey(), child);
            }
        }
        return folder.withChildren(kept);
    }
}
