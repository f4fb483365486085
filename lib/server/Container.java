package daggerkit.server;

import daggerkit.server.Exec.Command;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container as a chain describes it. Immutable: a step makes another one.
 *
 * @param digest the same for the same chain
 * @param address the image as the engine writes it in full, or empty before {@code from}
 * @param environment in the order in which the variables were first set
 * @param workdir absolute, or empty before anything set it
 * @param exec the last command of the chain, or null
 */
record Container(String digest, String address, Map<String, String> environment, String workdir, Exec exec) {
    private static final Pattern VARIABLE =
            Pattern.compile("\\$(?:\\{([^}]*)\\}|([A-Za-z_][A-Za-z0-9_]*|[0-9*#$@!?-]))");
    private static final String PART = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
    private static final Pattern ADDRESS = Pattern.compile(
            "(?:((?:[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)+|localhost|[A-Za-z0-9-]+(?=:\\d+/))" + "(?::\\d+)?)/)?(" + PART
                    + "(?:/" + PART + ")*)(?::(\\w[\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?");

    /** An image's command where a pipeline names none: recording {@code empty-list-arg}. */
    private static final List<String> DEFAULT_ARGS = List.of("/bin/sh");

    /** A container before any step: no image, nothing set. */
    static Container scratch(String digest) {
        return new Container(digest, "", Map.of(), "", null);
    }

    /** The container of an image, which is this host's own root whatever the address says. */
    Container from(String newDigest, String image) throws FieldException {
        Matcher matcher = ADDRESS.matcher(image);
        if (!matcher.matches()) {
            throw new FieldException("failed to parse image address \"" + image + "\": invalid reference format");
        }
        boolean official = matcher.group(1) == null || matcher.group(1).equals("docker.io");
        String path = official && !matcher.group(2).contains("/") ? "library/" + matcher.group(2) : matcher.group(2);
        String tag = matcher.group(3) != null ? ":" + matcher.group(3) : matcher.group(4) == null ? ":latest" : "";
        String name = (official ? "docker.io" : matcher.group(1)) + "/" + path + tag
                + (matcher.group(4) == null ? "" : "@" + matcher.group(4));
        Map<String, String> changed = new LinkedHashMap<>(environment);
        changed.put("PATH", Isolation.PATH);
        return new Container(newDigest, name, changed, "/", null);
    }

    Container withEnvVariable(String newDigest, String name, String value) {
        Map<String, String> changed = new LinkedHashMap<>(environment);
        changed.put(name, value);
        return new Container(newDigest, address, changed, workdir, exec);
    }

    Container withoutEnvVariable(String newDigest, String name) {
        Map<String, String> changed = new LinkedHashMap<>(environment);
        changed.remove(name);
        return new Container(newDigest, address, changed, workdir, exec);
    }

    /** A relative path counts from the working directory before. */
    Container withWorkdir(String newDigest, String path) {
        List<String> names = new ArrayList<>();
        for (String name : (path.startsWith("/") ? path : workdir + "/" + path).split("/")) {
            if (name.equals("..")) {
                if (!names.isEmpty()) {
                    names.remove(names.size() - 1);
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.add(name);
            }
        }
        return new Container(newDigest, address, environment, "/" + String.join("/", names), exec);
    }

    /** Adds a command, which does not run yet. */
    Container withExec(String newDigest, ExecSession session, List<String> args, String stdin, Exec.Expect expect)
            throws FieldException {
        if (address.isEmpty() && args.isEmpty()) {
            throw new FieldException("no command has been set");
        }
        List<String> command = args.isEmpty() ? DEFAULT_ARGS : args;
        String directory = workdir.isEmpty() ? "/" : workdir;
        Exec added = session.exec(
                newDigest, () -> new Exec(session, exec, new Command(command, environment, directory, stdin, expect)));
        return new Container(newDigest, address, environment, workdir, added);
    }

    /** What the last command of the chain left behind; runs it if it has not run. */
    Exec.Result result() throws FieldException, InterruptedException {
        if (exec == null) {
            throw new FieldException("no command has been executed");
        }
        return exec.result();
    }

    /** Puts the values of variables in for {@code $NAME} and {@code ${NAME}}, and nothing for one that is not set. */
    String expand(String text) {
        return VARIABLE.matcher(text).replaceAll(match -> {
            String name = match.group(1) != null ? match.group(1) : match.group(2);
            return Matcher.quoteReplacement(environment.getOrDefault(name, ""));
        });
    }
}
