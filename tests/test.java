///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run the tests: all, or those of the classes named
//DEPS org.junit.jupiter:junit-jupiter:6.0.0
//DEPS org.junit.platform:junit-platform-launcher:6.0.0
//DEPS com.graphql-java:graphql-java:26.0
//DEPS com.palantir.javaformat:palantir-java-format:2.88.0
//DEPS ../lib/Cli.java
//DEPS ../lib/server/AllServers.java
//SOURCES core/*.java
//SOURCES pages/*.java
//SOURCES scripts/*.java
//SOURCES servers/*.java
//SOURCES servers/explain/*.java
//SOURCES servers/local/*.java
//SOURCES servers/record/*.java
//SOURCES shared/*.java
//SOURCES tools/*.java
//SOURCES tools/clients/*.java
//SOURCES tools/pages/*.java
//SOURCES ../scripts/codegen/*.java
//JAVAC_OPTIONS -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.parser=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.tree=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED

import daggerkit.Progress;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class test {
    public static void main(String... only) throws IOException {
        List<String> classes = classes(only);
        if (System.getenv("DAGGER_SESSION_PORT") == null && classes.remove("daggerkit.LiveTest")) {
            System.out.println("  LiveTest is left out: there is no session here. With one: dagger run ./jbang test");
            if (classes.isEmpty()) {
                System.exit(69);
            }
        }
        if (classes.isEmpty()) {
            System.err.println(
                    "No test class is named " + String.join(" or ", only) + ": expected names such as LiteralTest.");
            System.exit(64);
        }
        LauncherDiscoveryRequestBuilder request = LauncherDiscoveryRequestBuilder.request()
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "same_thread")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "2")
                .configurationParameter("junit.jupiter.execution.timeout.default", "4 m");
        classes.forEach(name -> request.selectors(DiscoverySelectors.selectClass(name)));
        Progress progress = new Progress(System.out);
        LauncherDiscoveryRequest built = request.build();
        LauncherFactory.create().execute(built, progress);
        System.exit(progress.finish() ? 0 : 1);
    }

    /** JBang compiles this file and every tests/*Test.java into one jar: what is in it is what there is to run. */
    private static List<String> classes(String... only) throws IOException {
        File jar = new File(
                test.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        List<String> classes = new ArrayList<>();
        try (JarFile file = new JarFile(jar)) {
            file.stream().map(entry -> entry.getName()).sorted().forEach(name -> {
                boolean wanted = only.length == 0;
                for (String word : only) {
                    wanted |= name.equals("daggerkit/" + word + ".class");
                }
                if (wanted && name.endsWith("Test.class") && !name.contains("$")) {
                    classes.add(
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'));
                }
            });
        }
        return classes;
    }
}
