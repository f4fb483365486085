package daggerkit.local;

import daggerkit.local.graph.Entity;
import daggerkit.local.graph.Fields;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of errors that a pipeline describes, and raises nowhere. */
public final class ErrorFields {
    /** A description of an error. */
    record Described(Entity.Call call, String message, List<Map<String, Object>> values) implements Entity {}

    private ErrorFields() {}

    static void add(Fields fields) {
        fields.now("Query", "error", (self, args) -> new Described(args.call(), args.text("message"), List.of()));
        fields.<Described>now("Error", "message", (self, args) -> self.message);
        fields.<Described>now("Error", "values", (self, args) -> Fields.all(args.call(), "ErrorValue", self.values));
        fields.<Described>now("Error", "withValue", (self, args) -> {
            String value = args.text("value");
            JsonFields.parse(value);
            Map<String, Object> added = new LinkedHashMap<>();
            added.put("name", args.text("name"));
            added.put("value", value);
            List<Map<String, Object>> all = new ArrayList<>(self.values);
            all.add(added);
            return new Described(args.call(), self.message, List.copyOf(all));
        });
        fields.data("ErrorValue", "name", "value");
    }
}
