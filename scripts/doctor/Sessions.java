package daggerkit.doctor;

import daggerkit.Api;
import daggerkit.ConnectParams;
import daggerkit.Dagger;
import daggerkit.DaggerException;
import daggerkit.QueryTimeoutException;
import daggerkit.SessionException;
import daggerkit.SessionProcess;
import daggerkit.codegen.Difference;
import daggerkit.console.Catalog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The CLI, the session and its engine. Used by several threads; immutable. */
final class Sessions {
    private static final String CLI_VARIABLE = "_EXPERIMENTAL_DAGGER_CLI_BIN";
    private static final int FIRST = 4;

    private final Map<String, String> environment;
    private final Duration longest;
    private final boolean ask;

    private boolean inEnvironment;
    private String cli;
    private String noCli;
    private String noSession;

    /**
     * Finds out where a session would come from, in the order of {@link Dagger#connect()}.
     *
     * @param environment the environment variables
     * @param longest how long the start of a session, and its answer, may take
     * @param ask whether the session may be started and asked
     */
    Sessions(Map<String, String> environment, Duration longest, boolean ask) {
        this.environment = environment;
        this.longest = longest;
        this.ask = ask;
        try {
            Optional<ConnectParams> running = ConnectParams.fromEnvironment(environment);
            inEnvironment = running.isPresent();
        } catch (SessionException wrong) {
            noSession = wrong.getMessage();
        }
        try {
            cli = SessionProcess.command(environment);
        } catch (SessionException none) {
            noCli = none.getMessage();
        }
        if (noSession == null && !inEnvironment && cli == null) {
            noSession = environment.containsKey(CLI_VARIABLE)
                    ? noCli
                    : "none: " + ConnectParams.PORT_VARIABLE + " and " + ConnectParams.TOKEN_VARIABLE
                            + " are not set, and there is no `dagger` on PATH to start one";
        }
    }

    /** Whether a session runs already, so that nothing is needed to start one. */
    boolean isRunning() {
        return inEnvironment;
    }

    /** The command and its version. */
    Check cli(Programs programs) throws InterruptedException {
        boolean named = environment.containsKey(CLI_VARIABLE);
        if (cli == null) {
            if (named) {
                String next = "Set " + CLI_VARIABLE + " to the path of the `dagger` command, or unset it.";
                return inEnvironment ? Check.warn("dagger", noCli, next) : Check.fail("dagger", noCli, next);
            }
            return inEnvironment
                    ? Check.ok("dagger", "not on PATH, and not needed: a session runs already")
                    : Check.fail(
                            "dagger",
                            "not on PATH",
                            Catalog.named("Install Dagger (https://docs.dagger.io/install), have it fetched by `jbang"
                                    + " dagger@catalog run ...`, or try without it: `jbang local@catalog ...`."));
        }
        String where = cli + (named ? ", by " + CLI_VARIABLE : ", the first on PATH");
        Programs.Answer answer = programs.ask(cli, "version");
        if (answer.problem() != null || answer.out().isEmpty()) {
            String problem = answer.problem() == null ? "it says nothing" : answer.problem();
            return Check.warn(
                            "dagger",
                            where + "; `dagger version` gives no version: " + problem,
                            "Run \"" + cli + " version\" yourself; if it fails too, install Dagger again.")
                    .with("path", cli);
        }
        return Check.ok("dagger", answer.out() + " (" + where + ")")
                .with("path", cli)
                .with("version", version(answer.out()));
    }

    /** Where the session would come from and why, its engine, and whether the API matches that: one line each. */
    List<Check> session() {
        List<Check> checks = new ArrayList<>();
        if (noSession != null) {
            checks.add(Check.fail(
                            "session",
                            noSession,
                            Catalog.named("Do one of these: start the command with `dagger run ...`, or with"
                                    + " `jbang dagger@catalog run ...`, which fetches it; install Dagger; or try"
                                    + " without it: `jbang local@catalog ...`."))
                    .with("from", "nowhere"));
            return checks;
        }
        String from = inEnvironment ? "environment" : "cli";
        String why = inEnvironment
                ? "port " + environment.get(ConnectParams.PORT_VARIABLE) + " of 127.0.0.1, because "
                        + ConnectParams.PORT_VARIABLE + " and " + ConnectParams.TOKEN_VARIABLE + " are set"
                : "each script starts its own with \"" + cli + "\", because " + ConnectParams.PORT_VARIABLE + " and "
                        + ConnectParams.TOKEN_VARIABLE + " are not set";
        if (!ask) {
            checks.add(Check.ok("session", why + "; not tried: --no-session").with("from", from));
            return checks;
        }
        long start = System.nanoTime();
        try (Api.Client dag = Dagger.connect(o -> o.environment(environment).startTimeout(longest))) {
            String version =
                    dag.query("{version}", Map.of(), longest).path("version").asText();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
            checks.add(Check.ok("session", why).with("from", from));
            checks.add(Check.ok("engine", version + ", which answered after " + millis + " ms")
                    .with("version", version)
                    .with("millis", millis));
            checks.add(api(dag, version));
        } catch (SessionException | QueryTimeoutException failure) {
            checks.add(Check.fail("session", why + "; " + failure.getMessage(), next())
                    .with("from", from));
        } catch (DaggerException failure) {
            checks.add(Check.ok("session", why).with("from", from));
            checks.add(Check.warn(
                    "engine",
                    "does not tell its version: " + failure.getMessage(),
                    "Look whether what listens there is a Dagger engine, 0.20 or newer."));
        }
        return checks;
    }

    private String next() {
        if (inEnvironment) {
            return "Start again with `dagger run ...`, or unset " + ConnectParams.PORT_VARIABLE + " and "
                    + ConnectParams.TOKEN_VARIABLE + ".";
        }
        String host = environment.get("_EXPERIMENTAL_DAGGER_RUNNER_HOST");
        return host != null && !host.isEmpty()
                ? "Look whether the engine that _EXPERIMENTAL_DAGGER_RUNNER_HOST names runs, or unset the variable."
                : "Look at the line \"containers\"; if an engine has to be fetched first, give it longer: --timeout"
                        + " 300.";
    }

    private Check api(Api.Client dag, String version) {
        CompletableFuture<Void> limit = new CompletableFuture<>();
        limit.orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
            dag.close();
            return null;
        });
        try {
            return compared(Difference.of(dag, version));
        } catch (DaggerException failure) {
            String why = limit.isDone() ? "no answer within " + longest.toSeconds() + " s" : failure.getMessage();
            return Check.warn(
                    "api",
                    "not compared with the engine's schema: " + why,
                    "Nothing needs to be done if your scripts run.");
        } finally {
            limit.complete(null);
        }
    }

    private static Check compared(Difference difference) {
        boolean same = difference.lacking().isEmpty() && difference.more().isEmpty();
        String shared = difference.shared() + " fields of the engine are in the API";
        String foreign = difference.foreign().isEmpty()
                ? ""
                : "; other engines only, as the API says, have " + some(difference.foreign());
        String lacking = difference.lacking().isEmpty() ? "" : "; it lacks " + some(difference.lacking());
        String more = difference.more().isEmpty() ? "" : "; the API lacks " + some(difference.more());
        Check check = same
                ? Check.ok("api", "matches: all " + shared + foreign)
                : Check.warn(
                        "api",
                        shared + lacking + more + foreign,
                        "What the API lacks: `dag.select` and `dag.query`, or `codegen` for an API of this engine.");
        return check.with("shared", difference.shared())
                .with("lacking", difference.lacking())
                .with("foreign", difference.foreign())
                .with("more", difference.more());
    }

    private static String some(List<String> names) {
        List<String> first = names.subList(0, Math.min(FIRST, names.size()));
        return names.size() + " (" + String.join(", ", first) + (names.size() > FIRST ? ", ..." : "") + ")";
    }

    private static String version(String line) {
        for (String word : line.split("\\s+")) {
            if (word.matches("v?\\d+\\.\\d+\\.\\d+\\S*")) {
                return word;
            }
        }
        return null;
    }
}
