package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Tree;
import daggerkit.local.host.Isolation.User;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All of a container but its files. Not changed once it is made: see {@link #with}. */
public final class ContainerConfig {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([^}]*)\\}|([A-Za-z_][A-Za-z0-9_]*|[0-9*#$@!?-]))");

    private static final int PASSWD_HOME = 5;

    /** No command could be started with more; and a variable may have the one before it twice, and so on. */
    private static final int LONGEST = 1 << 24;

    /** A port that a container listens on. */
    public record Port(long port, String protocol, String description, boolean skipHealthcheck) {}

    /** A service that runs while a command does, and its name there. */
    public record Binding(String alias, Service service) {}

    /** The image as the engine writes it in full, or empty before {@code from}. */
    public String address = "";
    /** In the order in which the variables were first set. */
    public final Map<String, String> environment;
    /** Variables whose value nobody sees; their names are in {@link #environment} too, for the order. */
    public final Map<String, Secret> secrets;

    public final Map<String, String> labels;
    public final Map<String, String> annotations;
    public final List<Port> ports;
    /** In the order in which they were bound. */
    public final List<Binding> services;
    /** What {@code dockerHealthcheck} gives, or null. */
    public Map<String, Object> healthcheck;
    /** Null for none. */
    public List<String> entrypoint;
    /** Null for none. */
    public List<String> defaultArgs;
    /** Absolute, or empty before anything set it. */
    public String workdir = "";

    public String user = "";

    ContainerConfig() {
        environment = new LinkedHashMap<>();
        secrets = new LinkedHashMap<>();
        labels = new LinkedHashMap<>();
        annotations = new LinkedHashMap<>();
        ports = new ArrayList<>();
        services = new ArrayList<>();
    }

    private ContainerConfig(ContainerConfig other) {
        address = other.address;
        environment = new LinkedHashMap<>(other.environment);
        secrets = new LinkedHashMap<>(other.secrets);
        labels = new LinkedHashMap<>(other.labels);
        annotations = new LinkedHashMap<>(other.annotations);
        ports = new ArrayList<>(other.ports);
        services = new ArrayList<>(other.services);
        healthcheck = other.healthcheck;
        entrypoint = other.entrypoint;
        defaultArgs = other.defaultArgs;
        workdir = other.workdir;
        user = other.user;
    }

    /** A copy with a change. */
    ContainerConfig with(Consumer<ContainerConfig> change) {
        ContainerConfig copy = new ContainerConfig(this);
        change.accept(copy);
        return copy;
    }

    /** Puts the values of variables in for {@code $NAME} and {@code ${NAME}}, and nothing for one that is not set. */
    public String expand(String text) {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            String value = environment.getOrDefault(name, "");
            if (expanded.length() + value.length() > LONGEST) {
                throw new IllegalArgumentException(
                        "Cannot expand the variables of a text: with their values it has over " + LONGEST
                                + " characters.");
            }
            matcher.appendReplacement(expanded, Matcher.quoteReplacement(value));
        }
        return matcher.appendTail(expanded).toString();
    }

    /** A path counted from the working directory. */
    public String absolute(String path) {
        return path.startsWith("/") ? path : (workdir.isEmpty() ? "/" : workdir + "/") + path;
    }

    /** The user that commands run as, looked up in the container's own /etc/passwd. */
    User userIn(FileSystem files) throws FieldException {
        String name = user.contains(":") ? user.substring(0, user.indexOf(':')) : user;
        String group = user.contains(":") ? user.substring(user.indexOf(':') + 1) : "";
        if (name.isEmpty()) {
            return User.ROOT;
        }
        String[] entry = entry(files, "/etc/passwd", name);
        if (entry == null && !isNumber(name)) {
            throw new FieldException("unable to find user " + name + ": no matching entries in passwd file");
        }
        long uid = Long.parseLong(entry == null ? name : entry[2]);
        String gid = entry == null || entry.length <= PASSWD_HOME ? "0" : entry[3];
        if (!group.isEmpty()) {
            String[] found = entry(files, "/etc/group", group);
            if (found == null && !isNumber(group)) {
                throw new FieldException("unable to find group " + group + ": no matching entries in group file");
            }
            gid = found == null ? group : found[2];
        }
        String home =
                uid == 0 ? User.ROOT.home() : entry == null || entry.length <= PASSWD_HOME ? "/" : entry[PASSWD_HOME];
        return new User(uid, uid == 0 ? 0 : Long.parseLong(gid), home);
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,9}");
    }

    private static String[] entry(FileSystem files, String path, String name) throws FieldException {
        Tree tree = files.find(path, true);
        if (!(tree instanceof Tree.File)) {
            return null;
        }
        try (BufferedReader lines = ((Tree.File) tree).content().reader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split(":", -1);
                if (fields.length > 2 && (fields[0].equals(name) || fields[2].equals(name)) && isNumber(fields[2])) {
                    return fields;
                }
            }
        } catch (IOException failure) {
            throw new FieldException("Cannot read \"" + path + "\": " + failure.getMessage());
        }
        return null;
    }
}
