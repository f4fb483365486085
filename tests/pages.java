///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION Write the pages that are generated: all, or those named, NAME-... with them; --check only tells; javadoc [FOLDER] writes the library's Javadoc
//DEPS ../lib/Cli.java
//DEPS ../lib/server/AllServers.java
//SOURCES tools/pages/*.java
//SOURCES shared/Markdown.java
//SOURCES shared/PseudoTerminal.java
//SOURCES shared/RecordedEngine.java
//SOURCES shared/RecordedExceptions.java
//SOURCES shared/RecordingServer.java
//SOURCES shared/Run.java
//SOURCES shared/Screen.java

package daggerkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class pages {
    public static void main(String... args) throws IOException, InterruptedException {
        List<String> names = new ArrayList<>(List.of(args));
        if (!names.isEmpty() && names.get(0).equals("javadoc")) {
            javadoc(names.subList(1, names.size()));
            return;
        }
        boolean check = names.remove("--check");
        List<Page> pages = new ArrayList<>(Page.all());
        for (String name : names) {
            if (pages.stream().noneMatch(page -> isNamed(page, List.of(name)))) {
                System.err.println("pages: there is no page \"" + name + "\"; expected "
                        + String.join(", ", pages.stream().map(Page::name).toList()) + ".");
                System.exit(64);
            }
        }
        pages.removeIf(page -> names.isEmpty() ? check && !page.isStable() : !isNamed(page, names));
        int differ = 0;
        for (Page page : pages) {
            Path file = Run.root().resolve(page.file());
            String text = page.text();
            if (Files.exists(file) && Files.readString(file).equals(text)) {
                continue;
            }
            differ++;
            System.out.println(page.file() + (check ? " is not what ./jbang pages " + page.name() + " writes" : ""));
            if (!check) {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
            }
        }
        System.exit(check && differ > 0 ? 1 : 0);
    }

    /** No page of the repository, and not one of all: as it is HTML, and much. */
    private static void javadoc(List<String> folders) throws IOException {
        if (folders.size() > 1) {
            System.err.println("pages: javadoc takes one folder at most, unless given " + Javadoc.FOLDER + ".");
            System.exit(64);
        }
        Path folder = folders.isEmpty() ? Javadoc.FOLDER : Path.of(folders.get(0));
        System.err.print(Javadoc.write(folder));
        System.out.println(folder.resolve("index.html"));
    }

    /** A page in parts has a name for each, which begins with that of the whole. */
    private static boolean isNamed(Page page, List<String> names) {
        return names.stream()
                .anyMatch(name -> page.name().equals(name) || page.name().startsWith(name + "-"));
    }
}
