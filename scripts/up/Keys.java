package daggerkit.up;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The keys of a Compose file: which are read, which mean nothing to Dagger, and which would change what a service does.
 * Their names are those of the Compose specification. Thread-safe: it has no state.
 */
final class Keys {
    private static final Set<String> TOP = Set.of("configs", "name", "secrets", "services", "version", "volumes");

    private static final Set<String> SERVICE = Set.of(
            "build",
            "command",
            "configs",
            "depends_on",
            "deploy",
            "entrypoint",
            "env_file",
            "environment",
            "expose",
            "healthcheck",
            "image",
            "links",
            "networks",
            "platform",
            "ports",
            "privileged",
            "profiles",
            "restart",
            "scale",
            "secrets",
            "stop_grace_period",
            "tmpfs",
            "user",
            "volumes",
            "working_dir");

    /** How Docker limits, names, shows and stops a container, and no part of what it does. */
    private static final Set<String> IGNORED = Set.of(
            "annotations",
            "attach",
            "blkio_config",
            "cap_drop",
            "cgroup",
            "cgroup_parent",
            "container_name",
            "cpu_count",
            "cpu_percent",
            "cpu_period",
            "cpu_quota",
            "cpu_rt_period",
            "cpu_rt_runtime",
            "cpu_shares",
            "cpus",
            "cpuset",
            "develop",
            "dns",
            "dns_opt",
            "dns_search",
            "domainname",
            "hostname",
            "init",
            "isolation",
            "label_file",
            "labels",
            "logging",
            "mem_limit",
            "mem_reservation",
            "mem_swappiness",
            "memswap_limit",
            "oom_kill_disable",
            "oom_score_adj",
            "pids_limit",
            "pull_policy",
            "pull_refresh_after",
            "read_only",
            "security_opt",
            "shm_size",
            "stdin_open",
            "stop_signal",
            "storage_opt",
            "tty",
            "ulimits",
            "userns_mode",
            "uts");

    /** Values with which a key is what a service has anyway. */
    private static final Map<String, String> USUAL = Map.of(
            "ipc", "private|shareable|none|",
            "network_mode", "bridge|default|",
            "runtime", "runc|io\\.containerd\\.runc\\.v2|");

    private static final Map<String, String> REFUSED = new LinkedHashMap<>();

    static {
        REFUSED.put("cap_add", "an engine gives a service the usual capabilities, or all with privileged: true");
        REFUSED.put("credential_spec", "an engine runs no Windows containers");
        REFUSED.put("device_cgroup_rules", "a service gets no devices of this host");
        REFUSED.put("devices", "a service gets no devices of this host");
        REFUSED.put("external_links", "a service reaches those of its file only");
        REFUSED.put("extra_hosts", "a service knows the names of the other services only");
        REFUSED.put("gpus", "a service gets no devices of this host");
        REFUSED.put("group_add", "a service has the groups of its image");
        REFUSED.put("ipc", "services share no memory");
        REFUSED.put("mac_address", "an engine chooses the addresses");
        REFUSED.put("models", "an engine serves no models");
        REFUSED.put("network_mode", "a service has a network of its own; give it ports");
        REFUSED.put("pid", "a service sees its own processes only");
        REFUSED.put("post_start", "nothing runs inside a service but its command");
        REFUSED.put("pre_stop", "nothing runs inside a service but its command");
        REFUSED.put("provider", "a service is a container");
        REFUSED.put("runtime", "an engine has one runtime");
        REFUSED.put("sysctls", "an engine does not set parameters of the kernel");
        REFUSED.put("use_api_socket", "there is no Docker to talk to");
        REFUSED.put("volumes_from", "name the volumes instead");
    }

    private Keys() {}

    /** Looks at the keys of the file itself. */
    static void ofFile(Value root, Problems problems) {
        check(
                root.entries(),
                "the file",
                TOP,
                Set.of("networks"),
                Map.of("models", "an engine serves no models"),
                problems);
    }

    /** Looks at the keys of a service. */
    static void ofService(Value service, Problems problems) {
        check(service.entries(), "a service", SERVICE, IGNORED, REFUSED, problems);
    }

    /** Looks at keys: those that are not among the known ones are an error. */
    static void check(
            Map<String, Value> entries,
            String what,
            Set<String> read,
            Set<String> ignored,
            Map<String, String> refused,
            Problems problems) {
        entries.forEach((key, value) -> {
            if (key.startsWith("x-") || read.contains(key) || value.isEmpty()) {
                return;
            }
            if (ignored.contains(key)) {
                problems.ignore(value, key);
            } else if (!refused.containsKey(key)) {
                problems.add(value.wrong("\"" + key + "\" is no key of " + what + closest(key, read, ignored)));
            } else if (!value.isText() || !value.string().matches(USUAL.getOrDefault(key, ""))) {
                problems.add(value.wrong(
                        "the key \"" + key + "\" of " + what + " is not supported: " + refused.get(key) + "."));
            }
        });
    }

    private static String closest(String key, Set<String> read, Set<String> ignored) {
        for (Set<String> names : List.of(read, ignored)) {
            for (String name : names) {
                if (isClose(key, name)) {
                    return "; did you mean \"" + name + "\"?";
                }
            }
        }
        return ".";
    }

    /** Whether two words differ in one letter too many, too few or other, or in the order of two. */
    private static boolean isClose(String one, String other) {
        String shorter = one.length() < other.length() ? one : other;
        String longer = shorter == one ? other : one;
        int start = 0;
        while (start < shorter.length() && shorter.charAt(start) == longer.charAt(start)) {
            start++;
        }
        String restOfShorter = shorter.substring(start);
        String restOfLonger = longer.substring(start);
        if (longer.length() - shorter.length() == 1) {
            return restOfLonger.substring(1).equals(restOfShorter);
        }
        if (longer.length() != shorter.length() || restOfLonger.isEmpty()) {
            return false;
        }
        return restOfLonger.substring(1).equals(restOfShorter.substring(1))
                || restOfLonger.length() > 1
                        && restOfLonger.charAt(0) == restOfShorter.charAt(1)
                        && restOfLonger.charAt(1) == restOfShorter.charAt(0)
                        && restOfLonger.substring(2).equals(restOfShorter.substring(2));
    }
}
