package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Owner;
import daggerkit.local.files.Tree;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.function.Predicate;

/** Owners as a pipeline names them: {@code 1000}, {@code 1000:1000}, or names of {@code /etc/passwd}. */
public final class Owners {
    private static final String PASSWD = "/etc/passwd";
    private static final String GROUP = "/etc/group";

    private Owners() {}

    /**
     * Reads an owner.
     *
     * @param files what has the names
     * @param text a user or number, and after a colon a group or number; the group is the user's number unless given
     * @throws FieldException if a name is not there: recording {@code new-file-owner-unknown}
     */
    public static Owner of(FileSystem files, String text) throws FieldException {
        int colon = text.indexOf(':');
        String user = colon < 0 ? text : text.substring(0, colon);
        int uid = number(files, user, PASSWD, "uid", "user");
        return new Owner(uid, colon < 0 ? uid : number(files, text.substring(colon + 1), GROUP, "gid", "group"));
    }

    private static int number(FileSystem files, String name, String table, String number, String kind)
            throws FieldException {
        if (name.equals("root")) {
            return 0;
        }
        if (isNumber(name)) {
            return Integer.parseInt(name);
        }
        if (files.find(table, true) == null) {
            throw new FieldException("open " + table + ": no such file or directory");
        }
        String[] entry = entry(files, table, fields -> fields[0].equals(name));
        if (entry == null) {
            throw new FieldException("find " + number + ": no such " + kind + ": " + name);
        }
        return Integer.parseInt(entry[2]);
    }

    static boolean isNumber(String text) {
        return text.matches("\\d{1,9}");
    }

    /** The first line of a table that fits, in its fields, of which there are three or more; or null. */
    static String[] entry(FileSystem files, String table, Predicate<String[]> wanted) throws FieldException {
        Tree tree = files.find(table, true);
        if (!(tree instanceof Tree.File)) {
            return null;
        }
        try (BufferedReader lines = ((Tree.File) tree).content().reader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && isNumber(fields[2]) && wanted.test(fields)) {
                    return fields;
                }
            }
        } catch (IOException failure) {
            throw new FieldException("Cannot read \"" + table + "\": " + failure.getMessage());
        }
        return null;
    }
}
