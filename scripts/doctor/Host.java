package daggerkit.doctor;

import daggerkit.Dagger;
import daggerkit.console.Catalog;
import daggerkit.local.LocalServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What this machine has, whatever Dagger does. Stateless. */
final class Host {
    /** What JBang tells its scripts, and where it keeps what; others of its variables may hold passwords. */
    private static final List<String> JBANG_VARIABLES = List.of(
            "JBANG_DIR",
            "JBANG_CACHE_DIR",
            "JBANG_REPO",
            "JBANG_LAUNCH_CMD",
            "JBANG_RUNTIME_SHELL",
            "JBANG_STDIN_NOTTY",
            "JBANG_DEFAULT_JAVA_VERSION",
            "JBANG_JAVA_OPTIONS",
            "JBANG_APP_JAVA_OPTIONS",
            "JBANG",
            "JBANG_NO_VERSION_CHECK");

    private static final String BOOTSTRAP = "# daggerkit's bootstrap for JBang:";
    /** What ./jbang asks for. */
    static final String OLDEST_JBANG = "0.132.1";

    private static final int LONGEST_APP = 2_000;

    private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+)");

    private Host() {}

    static Check daggerkit() {
        String os = System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch");
        return Check.ok("daggerkit", Dagger.VERSION + " on " + os)
                .with("version", Dagger.VERSION)
                .with("os", os);
    }

    static Check java() {
        String version = System.getProperty("java.version");
        String home = System.getProperty("java.home");
        return Check.ok("java", version + " (" + System.getProperty("java.vendor") + ") in " + home)
                .with("version", version)
                .with("home", home);
    }

    static Check jbang(Programs programs) throws InterruptedException {
        Map<String, String> told = new LinkedHashMap<>();
        for (String name : JBANG_VARIABLES) {
            String value = programs.environment().get(name);
            if (value != null) {
                told.put(name, value);
            }
        }
        StringBuilder variables = new StringBuilder();
        told.forEach(
                (name, value) -> variables.append("; ").append(name).append("=").append(value));
        String path = programs.find("jbang");
        String app = unameApp(programs);
        Check check;
        if (app != null) {
            // JBang is not even asked for its version: it would not come back.
            check = Check.fail(
                    "jbang",
                    "\"" + app
                            + "\", the first uname on PATH, is an app of JBang; JBang's own launcher calls uname, so"
                            + " that each jbang starts another one, without end" + variables,
                    Catalog.named("Delete that file. To have the script as a command, give it another name:"
                            + " `jbang app install --name dagger-uname uname@catalog`."));
        } else if (path == null) {
            check = Check.ok("jbang", "not on PATH; this was started in another way, such as ./jbang" + variables);
        } else if (isBootstrap(path)) {
            check = Check.ok("jbang", "daggerkit's own ./jbang is the first on PATH: " + path + variables);
        } else {
            check = version(path, programs.ask(path, "--version"), variables.toString());
        }
        return check.with("path", path).with("variables", told);
    }

    /** The program uname if it is what {@code jbang app install} writes, which begins a shell script that runs jbang; or null. */
    private static String unameApp(Programs programs) {
        String uname = programs.find("uname");
        if (uname == null) {
            return null;
        }
        try (InputStream in = Files.newInputStream(Path.of(uname))) {
            String start = new String(in.readNBytes(LONGEST_APP), StandardCharsets.ISO_8859_1);
            boolean isApp = start.startsWith("#!") && start.matches("(?s).*\\bjbang(\\.cmd)?\\b.*\\brun\\b.*");
            return isApp ? uname : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static Check version(String path, Programs.Answer answer, String variables) {
        Matcher version = VERSION.matcher(answer.out());
        if (answer.problem() != null || !version.find()) {
            String problem = answer.problem() == null ? "it says \"" + answer.out() + "\"" : answer.problem();
            return Check.warn(
                    "jbang",
                    path + " gives no version: " + problem + variables,
                    "Install JBang again (https://www.jbang.dev/download), or use daggerkit's ./jbang.");
        }
        String found = version.group() + " (" + path + ", the first on PATH)" + variables;
        Check check = number(version) >= oldest()
                ? Check.ok("jbang", found)
                : Check.warn(
                        "jbang",
                        found,
                        "Expected " + OLDEST_JBANG
                                + " or newer: `jbang version --update`, or use daggerkit's ./jbang.");
        return check.with("version", version.group());
    }

    private static long oldest() {
        Matcher oldest = VERSION.matcher(OLDEST_JBANG);
        return oldest.find() ? number(oldest) : 0;
    }

    private static long number(Matcher version) {
        return Long.parseLong(version.group(1)) * 1_000_000
                + Long.parseLong(version.group(2)) * 1_000
                + Long.parseLong(version.group(3));
    }

    /** Asked for its version, it might fetch a JBang first. */
    private static boolean isBootstrap(String path) {
        try (BufferedReader lines = Files.newBufferedReader(Path.of(path), StandardCharsets.ISO_8859_1)) {
            lines.readLine();
            String second = lines.readLine();
            return second != null && second.startsWith(BOOTSTRAP);
        } catch (IOException e) {
            return false;
        }
    }

    /** Where the commands of {@code local} run; interrupted, it leaves nothing behind. */
    static Check isolation(Map<String, String> environment) throws InterruptedException {
        String path = environment.getOrDefault("PATH", "");
        try {
            String found = LocalServer.isolation(o -> o.searchPath(path).environment(Map.of()));
            boolean isolated = found.startsWith("in a private root");
            Check check = isolated
                    ? Check.ok("local", "commands run " + found)
                    : Check.warn(
                            "local",
                            "commands run " + found,
                            "Needed by `local` only: install bubblewrap (Linux), or say --unisolated to run"
                                    + " commands with all rights of yours.");
            return check.with("isolated", isolated);
        } catch (IOException e) {
            return Check.warn(
                    "local",
                    "there is no folder for it in \"" + System.getProperty("java.io.tmpdir") + "\": " + e.getMessage(),
                    "Make room there, or have another one by -Djava.io.tmpdir.");
        }
    }

    /** Variables and properties of the JVM; what stands for user and password in an address is blanked. */
    static Check proxies(Map<String, String> environment) {
        Map<String, String> set = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")) {
            for (String spelled : List.of(name, name.toLowerCase(Locale.ROOT))) {
                String value = environment.get(spelled);
                if (value != null && !value.isEmpty()) {
                    set.put(spelled, name.equals("NO_PROXY") ? value : withoutUser(value));
                    if (!name.equals("NO_PROXY") && !isAddress(value)) {
                        wrong.add(spelled);
                    }
                }
            }
        }
        for (String name : List.of("http", "https", "socks")) {
            String host = System.getProperty(name + (name.equals("socks") ? "ProxyHost" : ".proxyHost"));
            if (host != null && !host.isEmpty()) {
                String port = System.getProperty(name + (name.equals("socks") ? "ProxyPort" : ".proxyPort"), "");
                set.put("-D" + name + ".proxyHost", withoutUser(host) + (port.isEmpty() ? "" : ":" + port));
            }
        }
        String not = System.getProperty("http.nonProxyHosts");
        if (!set.isEmpty() && not != null) {
            set.put("-Dhttp.nonProxyHosts", not);
        }
        List<String> words = new ArrayList<>();
        set.forEach((name, value) -> words.add(name + "=" + value));
        Check check = set.isEmpty()
                ? Check.ok("proxies", "none")
                : wrong.isEmpty()
                        ? Check.ok("proxies", String.join(", ", words) + " (a session is asked past them)")
                        : Check.warn(
                                "proxies",
                                String.join(", ", words),
                                String.join(" and ", wrong) + ": expected an address such as http://host:3128.");
        return check.with("set", set);
    }

    private static boolean isAddress(String proxy) {
        return withoutUser(proxy)
                .replace("***@", "")
                .matches("([A-Za-z][A-Za-z0-9+.-]*://)?([\\w.*-]+|\\[[0-9A-Fa-f:.]+\\])(:\\d{1,5})?/*");
    }

    /** A password may have any character unescaped, so everything up to the last at sign counts as one. */
    static String withoutUser(String address) {
        int at = address.lastIndexOf('@');
        int scheme = address.indexOf("://");
        int start = scheme >= 0 && scheme < at ? scheme + 3 : 0;
        return at < 0 ? address : address.substring(0, start) + "***" + address.substring(at);
    }
}
