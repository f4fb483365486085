package daggerkit.up;

import daggerkit.up.ServiceSpec.Health;
import daggerkit.up.ServiceSpec.Restart;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How long a service lives: its health, its restarts, its end. Used by one thread. */
final class LifeReader {
    private static final Pattern DURATION =
            Pattern.compile("(?:(\\d+)h)?(?:(\\d+)m)?(?:(\\d+)s)?(?:(\\d+)ms)?(?:(\\d+)us)?");

    private static final int[] SECONDS = {3600, 60, 1};

    private final Problems problems;

    LifeReader(Problems problems) {
        this.problems = problems;
    }

    /** When it is started again: what {@code restart} says, or else {@code deploy}. */
    Restart restart(Value service) {
        Value deploy = problems.attempt(null, () -> service.get("deploy"));
        if (deploy != null) {
            problems.attempt(null, () -> {
                Keys.check(
                        deploy.mapping(),
                        "deploy",
                        Set.of("resources", "restart_policy", "replicas"),
                        Set.of("endpoint_mode", "labels", "mode", "placement", "rollback_config", "update_config"),
                        Map.of(),
                        problems);
                return deploy.get("resources") == null ? null : resources(deploy.get("resources"));
            });
        }
        return problems.attempt(Restart.NEVER, () -> {
            Value replicas = deploy == null ? null : deploy.get("replicas");
            Value count = replicas == null ? service.get("scale") : replicas;
            if (count != null && !count.string().equals("1")) {
                problems.note("one of each service is started, however many are asked for (line "
                        + count.at().line() + ").");
            }
            Value policy = deploy == null ? null : deploy.get("restart_policy");
            if (service.get("restart") != null || policy == null) {
                return service.get("restart") == null ? Restart.NEVER : restartOf(service.get("restart"));
            }
            String condition = policy.string("condition");
            return new Restart(!"none".equals(condition), condition == null || condition.equals("any"), 0);
        });
    }

    private Void resources(Value value) {
        Value reservations = value.get("reservations");
        if (reservations != null && reservations.get("devices") != null) {
            throw reservations.get("devices").wrong("devices are not supported: a service gets none of this host.");
        }
        problems.ignore(value, "deploy.resources");
        return null;
    }

    private Restart restartOf(Value value) {
        Matcher matcher = Pattern.compile("(no|false)|(always|unless-stopped)|on-failure(?::(\\d{1,6}))?")
                .matcher(value.string());
        if (!matcher.matches()) {
            throw value.wrong("the value \"" + value.string() + "\" of restart is not supported: expected no, always,"
                    + " unless-stopped or on-failure.");
        }
        boolean isAlways = matcher.group(2) != null;
        return matcher.group(1) != null
                ? Restart.NEVER
                : new Restart(true, isAlways, matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
    }

    /** The value of {@code healthcheck}; null if there is no test in it. */
    Health health(Value value) {
        Set<String> durations = Set.of("interval", "start_interval", "start_period", "timeout");
        Set<String> known = new LinkedHashSet<>(durations);
        known.addAll(List.of("disable", "retries", "test"));
        Keys.check(value.mapping(), "healthcheck", known, Set.of(), Map.of(), problems);
        Value test = value.get("test");
        boolean isOff = value.flag("disable");
        if (test == null && !isOff) {
            problems.ignore(value, "healthcheck without a test");
            return null;
        }
        for (String name : durations) {
            if (value.get(name) != null) {
                duration(value.get(name));
            }
        }
        List<String> words = test == null || test.isText() ? List.of() : test.strings();
        boolean isShell = test != null && test.isText()
                || !words.isEmpty() && words.get(0).equals("CMD-SHELL");
        List<String> command = test != null && test.isText()
                ? List.of(test.string())
                : words.isEmpty() ? words : words.subList(1, words.size());
        if (!words.isEmpty() && !words.get(0).matches("CMD|CMD-SHELL|NONE")
                || !words.isEmpty() && !words.get(0).equals("NONE") && command.isEmpty()
                || isShell && command.size() != 1) {
            throw test.wrong("this is no test: expected a text, or a list that begins with CMD, CMD-SHELL or NONE.");
        }
        String retries = value.string("retries");
        if (retries != null && !retries.matches("\\d{1,6}")) {
            throw value.get("retries").wrong("\"" + retries + "\" is not a number of retries.");
        }
        return new Health(
                isOff || !words.isEmpty() && words.get(0).equals("NONE") ? List.of() : command,
                isShell,
                value.string("interval"),
                value.string("timeout"),
                value.string("start_period"),
                value.string("start_interval"),
                retries == null ? null : Long.valueOf(retries));
    }

    private static void duration(Value value) {
        if (value.string().isEmpty() || !DURATION.matcher(value.string()).matches()) {
            throw value.wrong("\"" + value.string() + "\" is not a duration: expected a text as 1m30s.");
        }
    }

    /** The length of a duration, in whole seconds, and at least one. */
    static Duration length(Value value) {
        duration(value);
        Matcher matcher = DURATION.matcher(value.string());
        long seconds = 0;
        for (int i = 0; matcher.matches() && i < SECONDS.length; i++) {
            seconds += matcher.group(i + 1) == null ? 0 : SECONDS[i] * Long.parseLong(matcher.group(i + 1));
        }
        return Duration.ofSeconds(Math.max(1, seconds));
    }
}
