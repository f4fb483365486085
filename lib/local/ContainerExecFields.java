package daggerkit.local;

import daggerkit.local.files.FieldException;
import daggerkit.local.graph.Args;
import daggerkit.local.graph.Fields;
import daggerkit.local.run.Container;
import daggerkit.local.run.ContainerConfig;
import daggerkit.local.run.Exec;
import daggerkit.local.run.ExecSession;
import daggerkit.schema.Responses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The fields of a container that have to do with commands. */
public final class ContainerExecFields {
    private ContainerExecFields() {}

    static void add(Fields fields, ExecSession session) {
        fields.<Container>now("Container", "withExec", (self, args) -> withExec(session, self, args));
        fields.<Container>later(
                "Container",
                "stdout",
                (self, args) -> new Responses.Spool(self.result().output().stdout()));
        fields.<Container>later(
                "Container",
                "stderr",
                (self, args) -> new Responses.Spool(self.result().output().stderr()));
        fields.<Container>later(
                "Container",
                "combinedOutput",
                (self, args) -> new Responses.Spool(self.result().output().combined()));
        fields.<Container>later(
                "Container", "exitCode", (self, args) -> (long) self.result().exitCode());
        fields.<Container>sync("Container", (self, args) -> self.files().get());
    }

    private static Container withExec(ExecSession session, Container self, Args args) throws FieldException {
        ContainerConfig settings = self.settings();
        List<String> command = new ArrayList<>(args.texts("args"));
        if (args.flag("useEntrypoint") && settings.entrypoint != null) {
            if (command.isEmpty() && settings.defaultArgs != null) {
                command.addAll(settings.defaultArgs);
            }
            command.addAll(0, settings.entrypoint);
        }
        boolean expand = args.flag("expand");
        if (expand) {
            for (int i = 0; i < command.size(); i++) {
                command.set(i, settings.expand(command.get(i)));
            }
        }
        args.accept("noInit"); // no command runs as the first process here
        Map<String, String> redirects = new LinkedHashMap<>();
        for (String stream : List.of("stdin", "stdout", "stderr")) {
            String name = "redirectS" + stream.substring(1);
            if (!args.text(name).isEmpty()) {
                String path = args.text(name);
                redirects.put(stream, settings.absolute(expand ? settings.expand(path) : path));
            }
        }
        if (redirects.containsKey("stdin") && !args.text("stdin").isEmpty()) {
            throw new FieldException(
                    "cannot set redirect stdin path \"" + args.text("redirectStdin") + "\" when stdin is already set");
        }
        String expect = args.text("expect");
        return self.withExec(
                args.call(),
                session,
                command,
                args.text("stdin"),
                redirects,
                expect.isEmpty() ? Exec.Expect.SUCCESS : Exec.Expect.valueOf(expect));
    }
}
