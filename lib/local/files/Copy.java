package daggerkit.local.files;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How files and directories are copied into a file system, by the rules of the engine's own copying. */
final class Copy {
    /** What a copied directory's files become. */
    record Copied(Integer mode, Owner owner) {
        Tree of(Tree tree) {
            Tree changed = mode == null ? tree : tree.withMode(mode);
            return owner == null ? changed : changed.withOwner(owner);
        }

        Tree all(Tree tree) {
            if (mode == null && owner == null || !(tree instanceof Tree.Dir)) {
                return of(tree);
            }
            SortedMap<String, Tree> changed = new TreeMap<>();
            ((Tree.Dir) tree).children().forEach((name, child) -> changed.put(name, all(child)));
            return of(((Tree.Dir) tree).withChildren(changed));
        }
    }

    private Copy() {}

    /**
     * With a file copied to a path, or into it if that is a directory or has a slash at its end. A link at the path is
     * replaced; one on the way is followed. Recordings {@code new-file-over-link-container} and
     * {@code with-directory-over-file}.
     *
     * @param through whether a link at the path is written through instead, as 0.20.8 does
     */
    static FileSystem file(FileSystem files, String path, Tree.File file, String name, boolean through)
            throws FieldException {
        String absolute = files.absolute(path);
        if (through) {
            Place place = files.locate(absolute, true);
            return place.tree() instanceof Tree.Dir
                    ? files.put(Place.child(place.names(), name), file)
                    : files.put(place.names(), file);
        }
        FileSystem changed = files;
        if (path.endsWith("/") || path.endsWith("/.")) {
            changed = withFolders(files, Place.names(absolute));
            absolute = absolute + "/" + name;
        } else if (files.seen(absolute) instanceof Tree.Dir) {
            absolute = absolute + "/" + name;
        }
        List<String> names = Place.names(absolute);
        if (names.isEmpty()) {
            throw new FieldException("open /: is a directory");
        }
        changed = withFolders(changed, names.subList(0, names.size() - 1));
        List<String> parent = changed.locate(Place.path(names.subList(0, names.size() - 1)), true)
                .names();
        return changed.put(Place.child(parent, names.get(names.size() - 1)), file);
    }

    /**
     * With a directory's contents added to what is at a path. A file there is replaced; a link to a directory is
     * followed, at the path and below it.
     *
     * @param path where
     * @param added what
     * @param copied what becomes of all that is copied
     * @param over whether links and files on the way and below are replaced by directories, as 0.20.8 does
     */
    static FileSystem directory(FileSystem files, String path, Tree.Dir added, Copied copied, boolean over)
            throws FieldException {
        List<String> names = Place.names(files.absolute(path));
        if (over) {
            return over(files, names, added, copied);
        }
        Tree there = files.seen(Place.path(names));
        FileSystem changed = files;
        List<String> place;
        if (there instanceof Opaque) {
            throw Place.unseen(Place.path(names), (Opaque) there);
        } else if (there instanceof Tree.Dir) {
            place = files.locate(Place.path(names), true).names();
        } else {
            changed = withFolders(files, names.subList(0, names.size() - 1));
            List<String> parent = changed.locate(Place.path(names.subList(0, names.size() - 1)), true)
                    .names();
            place = Place.child(parent, names.get(names.size() - 1));
            changed = changed.put(place, copied.of(added.withChildren(new TreeMap<>())));
        }
        return merged(changed, place, added, copied);
    }

    /** A file takes the place of anything, a directory's contents come to those of the one there, links are followed. */
    private static FileSystem merged(FileSystem files, List<String> place, Tree.Dir added, Copied copied)
            throws FieldException {
        Map<List<String>, Tree.Dir> throughLinks = new HashMap<>();
        Tree.Dir into = (Tree.Dir) files.locate(Place.path(place), true).tree();
        FileSystem changed = files.put(place, merge(place, into, added, copied, throughLinks));
        for (Map.Entry<List<String>, Tree.Dir> entry : throughLinks.entrySet()) {
            Place target = changed.locate(Place.path(entry.getKey()), true);
            if (target.tree() instanceof Tree.Dir) {
                Tree.Dir source = entry.getValue();
                Tree.Dir now = (Tree.Dir) target.tree();
                Tree.Dir as = new Tree.Dir(now.children(), source.mode(), now.modified(), source.owner());
                changed = merged(changed.put(target.names(), copied.of(as)), target.names(), source, copied);
            } else {
                changed = changed.put(entry.getKey(), copied.all(entry.getValue()));
            }
        }
        return changed;
    }

    private static Tree.Dir merge(
            List<String> place,
            Tree.Dir into,
            Tree.Dir added,
            Copied copied,
            Map<List<String>, Tree.Dir> throughLinks) {
        if (into == added && copied.mode == null && copied.owner == null) {
            return into;
        }
        SortedMap<String, Tree> merged = new TreeMap<>(into.children());
        for (Map.Entry<String, Tree> entry : added.children().entrySet()) {
            Tree old = into.children().get(entry.getKey());
            Tree now = entry.getValue();
            if (now instanceof Tree.Dir && old instanceof Tree.Link && throughLinks != null) {
                throughLinks.put(Place.child(place, entry.getKey()), (Tree.Dir) now);
            } else if (now instanceof Tree.Dir && old instanceof Tree.Dir) {
                List<String> inner = Place.child(place, entry.getKey());
                Tree.Dir both = merge(inner, (Tree.Dir) old, (Tree.Dir) now, copied, throughLinks);
                Tree.Dir as = new Tree.Dir(both.children(), now.mode(), both.modified(), now.owner());
                merged.put(entry.getKey(), copied.of(as));
            } else {
                merged.put(entry.getKey(), copied.all(now));
            }
        }
        return into.withChildren(merged);
    }

    private static FileSystem over(FileSystem files, List<String> names, Tree.Dir added, Copied copied)
            throws FieldException {
        Place place = files.locate(Place.path(names), true);
        if (place.tree() instanceof Opaque) {
            throw Place.unseen(Place.path(names), (Opaque) place.tree());
        }
        boolean here = place.tree() instanceof Tree.Dir && place.names().equals(names);
        Tree.Dir into = here ? (Tree.Dir) place.tree() : (Tree.Dir) copied.of(added.withChildren(new TreeMap<>()));
        return files.put(names, merge(names, into, added, copied, null));
    }

    /** With a directory at a path; what stands in its way is an error that names it. */
    private static FileSystem withFolders(FileSystem files, List<String> names) throws FieldException {
        for (int length = 1; length <= names.size(); length++) {
            Tree there = files.seen(Place.path(names.subList(0, length)));
            if (there instanceof Opaque) {
                throw Place.unseen(Place.path(names), (Opaque) there);
            } else if (there != null && !(there instanceof Tree.Dir)) {
                throw new FieldException(
                        "cannot copy directory to non-directory \"" + Place.path(names.subList(0, length)) + "\"");
            }
        }
        return files.withFolderAt(Place.path(names));
    }
}
