package daggerkit.local.run;

import daggerkit.local.files.FieldException;
import daggerkit.local.files.FileSystem;
import daggerkit.local.host.Isolation.User;
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
    private static final int GROUP_MEMBERS = 3;

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
    public String expand(String text) throws FieldException {
        Matcher matcher = VARIABLE.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1) != null ? matcher.group(1) : matcher.group(2);
            if (secrets.containsKey(name)) {
                throw new FieldException("expand cannot be used with secret env variable \"" + name + "\"");
            }
            String value = environment.getOrDefault(name, "");
            if (expanded.length() + value.length() > LONGEST) {
                throw new FieldException("Cannot expand the variables of a text: with their values it has over "
                        + LONGEST + " characters.");
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
        if (entry == null && !Owners.isNumber(name)) {
            throw new FieldException("unable to find user " + name + ": no matching entries in passwd file");
        }
        long uid = Long.parseLong(entry == null ? name : entry[2]);
        String gid = entry == null || entry.length <= PASSWD_HOME ? "0" : entry[3];
        if (!group.isEmpty()) {
            String[] found = entry(files, "/etc/group", group);
            if (found == null && !Owners.isNumber(group)) {
                throw new FieldException("unable to find group " + group + ": no matching entries in group file");
            }
            gid = found == null ? group : found[2];
        }
        boolean known = entry != null && entry.length > PASSWD_HOME;
        String home = uid == 0 ? User.ROOT.home() : known ? entry[PASSWD_HOME] : "/";
        return new User(uid, Long.parseLong(gid), home, group.isEmpty() && known ? groups(files, entry[0]) : List.of());
    }

    /** The groups that name a user as theirs, which count where the pipeline names no group. */
    private static List<Long> groups(FileSystem files, String user) throws FieldException {
        List<Long> groups = new ArrayList<>();
        Owners.entry(files, "/etc/group", fields -> {
            if (fields.length > GROUP_MEMBERS
                    && List.of(fields[GROUP_MEMBERS].split(",")).contains(user)) {
                groups.add(Long.parseLong(fields[2]));
            }
            return false;
        });
        return groups;
    }

    private static String[] entry(FileSystem files, String path, String name) throws FieldException {
        return Owners.entry(files, path, fields -> fields[0].equals(name) || fields[2].equals(name));
    }
}
