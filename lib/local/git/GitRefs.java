package daggerkit.local.git;

import daggerkit.local.files.FieldException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The branches and tags of a repository as {@code git ls-remote --symref} lists them. Immutable. */
public final class GitRefs {
    private static final String HEAD = "HEAD";
    private static final String BRANCHES = "refs/heads/";
    private static final String TAGS = "refs/tags/";
    private static final String PEELED = "^{}";
    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
    private static final Pattern VERSION = Pattern.compile(
            "v(0|[1-9]\\d*)(?:\\.(0|[1-9]\\d*)(?:\\.(0|[1-9]\\d*)(?:-([0-9A-Za-z.-]+))?(?:\\+[0-9A-Za-z.-]+)?)?)?");

    /**
     * A name and what it stands for.
     *
     * @param name in full, or the commit if there is no name
     * @param commit its hash
     */
    public record Ref(String name, String commit) {
        boolean isBranch() {
            return name.startsWith(BRANCHES);
        }
    }

    /** By full name; an annotated tag is the commit that it names. */
    private final Map<String, String> commits = new TreeMap<>();

    private String head = HEAD;

    private GitRefs() {}

    /** Reads the lines of a listing. */
    static GitRefs of(List<String> lines) {
        GitRefs refs = new GitRefs();
        for (String line : lines) {
            int tab = line.indexOf('\t');
            if (tab < 0) {
                continue;
            }
            String name = line.substring(tab + 1);
            String value = line.substring(0, tab);
            if (!value.startsWith("ref: ")) {
                // The line of what an annotated tag names comes after its own.
                boolean peeled = name.endsWith(PEELED);
                refs.commits.put(peeled ? name.substring(0, name.length() - PEELED.length()) : name, value);
            } else if (name.equals(HEAD)) {
                refs.head = value.substring("ref: ".length());
            }
        }
        return refs;
    }

    /** Whether a text is the whole hash of a commit. */
    public static boolean isCommit(String text) {
        return COMMIT.matcher(text).matches();
    }

    /**
     * Looks a name up as {@code git checkout} does: a branch comes before a tag.
     *
     * @throws FieldException if the repository has none of that name
     */
    public Ref find(String name) throws FieldException {
        if (isCommit(name)) {
            return new Ref(name, name);
        }
        String wanted = name.equals(HEAD) ? head : name;
        for (String full : List.of(
                wanted,
                "refs/" + without(wanted, "refs/"),
                BRANCHES + without(wanted, BRANCHES),
                TAGS + without(wanted, TAGS))) {
            String commit = commits.get(full);
            if (commit != null) {
                return new Ref(full.equals(HEAD) ? commit : full, commit);
            }
        }
        throw new FieldException("repository does not contain ref \"" + name + "\"");
    }

    /** The names of branches that match one of some patterns, or all. */
    public List<String> branches(List<String> patterns) {
        return names(BRANCHES, patterns);
    }

    /** The names of tags that match one of some patterns, or all. */
    public List<String> tags(List<String> patterns) {
        return names(TAGS, patterns);
    }

    /** The tag of the highest version by the rules of Semantic Versioning. */
    public Ref latestVersion() throws FieldException {
        String latest = tags(List.of()).stream()
                .filter(tag -> VERSION.matcher(tag).matches())
                .max(GitRefs::compareVersions)
                .orElseThrow(() -> new FieldException("no valid semver tags found"));
        return find(TAGS + latest);
    }

    private List<String> names(String kind, List<String> patterns) {
        List<com.google.re2j.Pattern> wanted =
                patterns.stream().map(GitRefs::pattern).toList();
        List<String> names = new ArrayList<>();
        for (String name : commits.keySet()) {
            boolean matches = wanted.isEmpty()
                    || wanted.stream()
                            .anyMatch(pattern -> pattern.matcher("/" + name).matches());
            if (name.startsWith(kind) && matches) {
                names.add(without(name, kind));
            }
        }
        return names;
    }

    /** As {@code git ls-remote} has it: the end of a name from a slash on, and an asterisk crosses slashes. */
    private static com.google.re2j.Pattern pattern(String glob) {
        StringBuilder regex = new StringBuilder(".*/");
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            int end = c == '[' ? glob.indexOf(']', i + 2) : -1;
            if (end > 0) {
                String set = glob.substring(i + 1, end)
                        .replace("\\", "\\\\")
                        .replace("[", "\\[")
                        .replace("&", "\\&");
                regex.append('[')
                        .append(set.startsWith("!") ? "^" + set.substring(1) : set)
                        .append(']');
                i = end;
            } else {
                regex.append(c == '*' ? ".*" : c == '?' ? "." : com.google.re2j.Pattern.quote("" + c));
            }
        }
        // RE2, whose time is linear: a pattern may have any number of asterisks.
        return com.google.re2j.Pattern.compile(regex.toString(), com.google.re2j.Pattern.DOTALL);
    }

    private static String without(String name, String start) {
        return name.startsWith(start) ? name.substring(start.length()) : name;
    }

    private static int compareVersions(String one, String other) {
        Matcher a = VERSION.matcher(one);
        Matcher b = VERSION.matcher(other);
        if (!a.matches() || !b.matches()) {
            throw new IllegalArgumentException(one + ", " + other);
        }
        for (int i = 1; i <= 3; i++) {
            int order = number(a.group(i)).compareTo(number(b.group(i)));
            if (order != 0) {
                return order;
            }
        }
        if (a.group(4) == null || b.group(4) == null) {
            return Boolean.compare(a.group(4) == null, b.group(4) == null);
        }
        return comparePreReleases(a.group(4).split("\\."), b.group(4).split("\\."));
    }

    private static int comparePreReleases(String[] one, String[] other) {
        Comparator<String> names = Comparator.naturalOrder();
        for (int i = 0; i < Math.min(one.length, other.length); i++) {
            boolean oneIsNumber = one[i].matches("\\d+");
            boolean otherIsNumber = other[i].matches("\\d+");
            int order = oneIsNumber && otherIsNumber
                    ? number(one[i]).compareTo(number(other[i]))
                    : oneIsNumber == otherIsNumber ? names.compare(one[i], other[i]) : oneIsNumber ? -1 : 1;
            if (order != 0) {
                return order;
            }
        }
        return one.length - other.length;
    }

    private static BigInteger number(String digits) {
        return digits == null ? BigInteger.ZERO : new BigInteger(digits);
    }
}
