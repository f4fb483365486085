package daggerkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the schemas of the three engines do not have in common, below a text that is written by hand. */
final class EnginesPage implements Page {
    private static final List<String> ENGINES = List.of("0.20.8", "0.21.8", "1.0.0-beta.10");
    private static final String MARK = "<!-- below this line: ./jbang pages engines -->\n";

    @Override
    public String name() {
        return "engines";
    }

    @Override
    public Path file() {
        return Path.of("docs/engines.md");
    }

    @Override
    public String text() throws IOException {
        String page = Files.readString(Run.root().resolve(file()));
        int mark = page.indexOf(MARK);
        if (mark < 0) {
            throw new IOException(file() + " lacks the line " + MARK.strip());
        }
        StringBuilder text = new StringBuilder(page.substring(0, mark + MARK.length()));
        groups().forEach((engines, types) -> {
            text.append("\n### ").append(title(engines)).append("\n\n| type | members |\n| --- | --- |\n");
            types.forEach((type, members) -> text.append("| `")
                    .append(type)
                    .append("` | ")
                    .append(String.join(", ", members))
                    .append(" |\n"));
        });
        return text.toString();
    }

    private static String title(List<String> engines) {
        return (engines.size() == 1 ? "Only " : "") + String.join(" and ", engines);
    }

    /** The engines that have it, each set of them with the members of every type; what all have is left out. */
    private static Map<List<String>, Map<String, SortedSet<String>>> groups() throws IOException {
        Map<String, List<String>> having = new TreeMap<>();
        for (String engine : ENGINES) {
            for (String member : members(engine)) {
                having.computeIfAbsent(member, none -> new ArrayList<>()).add(engine);
            }
        }
        Map<List<String>, Map<String, SortedSet<String>>> groups = new LinkedHashMap<>();
        for (List<String> engines : List.of(
                List.of("1.0.0-beta.10"),
                List.of("0.21.8", "1.0.0-beta.10"),
                List.of("0.21.8"),
                List.of("0.20.8", "0.21.8"),
                List.of("0.20.8"))) {
            Map<String, SortedSet<String>> types = new TreeMap<>();
            having.forEach((member, where) -> {
                String[] parts = member.split(" ");
                boolean partOfMissing = parts[1].contains("(")
                        && where.equals(having.get(parts[0] + " " + parts[1].replaceFirst("\\(.*", "")));
                if (where.equals(engines) && !partOfMissing) {
                    types.computeIfAbsent(parts[0], none -> new TreeSet<>()).add("`" + parts[1] + "`");
                }
            });
            if (!types.isEmpty()) {
                groups.put(engines, types);
            }
        }
        return groups;
    }

    /** Fields, their arguments as {@code field(argument:)}, input fields and enum values, each behind its type. */
    private static SortedSet<String> members(String engine) throws IOException {
        JsonNode schema = new ObjectMapper()
                .readTree(Run.root().resolve("schemas/v" + engine + ".json").toFile());
        SortedSet<String> members = new TreeSet<>();
        for (JsonNode type : schema.findValue("types")) {
            String name = type.path("name").asText();
            for (String kind : List.of("fields", "inputFields", "enumValues")) {
                for (JsonNode member : type.path(kind)) {
                    String field = member.path("name").asText();
                    if (name.startsWith("__") || field.matches("load\\w+FromID")) {
                        continue;
                    }
                    members.add(name + " " + field);
                    for (JsonNode argument : member.path("args")) {
                        members.add(
                                name + " " + field + "(" + argument.path("name").asText() + ":)");
                    }
                }
            }
        }
        return members;
    }
}
