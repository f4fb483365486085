///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Run the tests: all, or those named, CLASS or CLASS.METHOD; --times tells the slowest classes
//DEPS org.junit.jupiter:junit-jupiter:6.0.0
//DEPS org.junit.platform:junit-platform-launcher:6.0.0
//DEPS com.graphql-java:graphql-java:26.0
//DEPS com.palantir.javaformat:palantir-java-format:2.88.0
//DEPS io.opentelemetry.proto:opentelemetry-proto:1.9.0-alpha
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
//SOURCES tools/release/*.java
//SOURCES ../scripts/codegen/*.java
//SOURCES ../scripts/build/*.java
//SOURCES ../scripts/query/*.java
//SOURCES ../scripts/translate/*.java
//JAVAC_OPTIONS -XDsuppressNotes -J-XX:TieredStopAtLevel=1 -J-XX:+UseSerialGC
//RUNTIME_OPTIONS -XX:TieredStopAtLevel=1 -XX:+UseSerialGC
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.api=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.code=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.file=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.parser=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.tree=ALL-UNNAMED
//RUNTIME_OPTIONS --add-exports=jdk.compiler/com.sun.tools.javac.util=ALL-UNNAMED

package daggerkit;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class test {
    private static final String TIMES = "--times";

    /** Four times as many as the processors of a small machine: many tests wait for most of their time. */
    private static final String CLASSES_AT_ONCE = "8";

    public static void main(String... args) throws Exception {
        List<String> names = new ArrayList<>(List.of(args));
        boolean times = names.remove(TIMES);
        Set<DiscoverySelector> selected = new LinkedHashSet<>();
        for (String name : names) {
            if (!select(name, selected)) {
                System.err.println("No test is named \"" + name
                        + "\": expected a class such as LiteralTest, or one of its methods behind a dot.");
                System.exit(64);
            }
        }
        String folder = System.getProperty(OwnRun.FOLDER);
        if (folder == null) {
            System.exit(OwnRun.of(test.class, args));
        }
        endWithStarter();
        if (File.separatorChar == '/') { // elsewhere there is no ./jbang
            Archive.prepareJBang(Launcher.jar());
        }
        if (names.isEmpty()) {
            classes("[A-Za-z]+Test").forEach(name -> selected.add(DiscoverySelectors.selectClass(name)));
        }
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(new ArrayList<>(selected))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", "true")
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "same_thread")
                .configurationParameter("junit.jupiter.execution.parallel.mode.classes.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", CLASSES_AT_ONCE)
                // Else JUnit starts one more class for each that waits for a process.
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.max-pool-size", CLASSES_AT_ONCE)
                .configurationParameter(
                        "junit.jupiter.testclass.order.default", ClassOrderer.OrderAnnotation.class.getName())
                .configurationParameter("junit.jupiter.execution.timeout.default", Limits.WHOLE_TEST)
                .build();
        Progress progress = new Progress(System.out, times);
        // What tests print by the way would stand between the results.
        System.setOut(System.err);
        LauncherFactory.create().execute(request, progress);
        OwnRun.Sum sum = progress.finish();
        sum.write(Path.of(folder));
        System.exit(sum.failed() == 0 && sum.passed() > 0 ? 0 : 1);
    }

    /** If what started this JVM is gone, however it ended, there is nobody to tell the results. */
    private static void endWithStarter() {
        Thread end = new Thread(() -> {
            try {
                System.in.transferTo(java.io.OutputStream.nullOutputStream());
            } catch (IOException e) {
                // That is an end, too.
            }
            System.exit(130);
        });
        end.setDaemon(true);
        end.start();
    }

    /** Adds the class or the methods of a name; false if there are none. */
    private static boolean select(String name, Set<DiscoverySelector> selected) throws IOException {
        String[] words = name.split("[.]", 2);
        String type = "daggerkit." + words[0];
        if (!classes("\\w+").contains(type)) {
            return false;
        }
        if (words.length == 1) {
            return selected.add(DiscoverySelectors.selectClass(type));
        }
        boolean found = false;
        try {
            for (Method method : Class.forName(type).getDeclaredMethods()) {
                found |= method.getName().equals(words[1])
                        && !method.isSynthetic()
                        && selected.add(DiscoverySelectors.selectMethod(Class.forName(type), method));
            }
        } catch (ClassNotFoundException impossible) {
            throw new AssertionError(impossible);
        }
        return found;
    }

    /** JBang compiles this file and all tests into one jar: what is in it is what there is to run. */
    private static List<String> classes(String names) throws IOException {
        File jar = new File(
                test.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        try (JarFile file = new JarFile(jar)) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.matches("daggerkit/" + names + "[.]class"))
                    .map(name ->
                            name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }
}
