package daggerkit.local.run;

import daggerkit.local.common.FieldException;
import daggerkit.local.files.Content;
import daggerkit.local.files.FileSystem;
import daggerkit.local.files.Mount;
import daggerkit.local.files.Tree;
import daggerkit.local.run.ContainerConfig.Binding;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Services that run until this is closed, and their names for one container. Used by one thread at a time. */
final class ServiceUse implements AutoCloseable {
    private static final String HOSTS = "/etc/hosts";
    private static final String LOOPBACK = "127.0.0.1";
    private static final int READABLE = 0644;

    private final ExecSession session;
    private final List<Binding> bindings;
    private final List<ServiceSlot> slots = new ArrayList<>();
    private Mount hosts;

    /** Uses none yet. */
    ServiceUse(ExecSession session, List<Binding> bindings) {
        this.session = session;
        this.bindings = bindings;
    }

    /** Starts all of them, and waits until they are healthy. */
    void begin() throws FieldException, InterruptedException {
        for (Binding binding : bindings) {
            ServiceSlot slot = session.services().slot(binding.service());
            slot.acquire();
            slots.add(slot);
        }
    }

    /** Files with the names of the services in /etc/hosts, for a command in this host's network. */
    FileSystem withHosts(FileSystem files) throws FieldException, IOException, InterruptedException {
        Map<String, String> names = new LinkedHashMap<>();
        for (ServiceSlot slot : session.services().running()) {
            try {
                slot.listen();
                names.put(slot.service().hostname(), slot.addressOnHost());
            } catch (FieldException elsewhere) {
                if (slots.contains(slot)) {
                    throw elsewhere;
                }
            }
        }
        for (Binding binding : bindings) {
            names.put(
                    binding.alias(), session.services().slot(binding.service()).addressOnHost());
        }
        return names.isEmpty() ? files : withHosts(files, names);
    }

    /** The same for a service in a network of its own: all names that the session has given and that mean others. */
    FileSystem withHosts(FileSystem files, Service self) throws FieldException, IOException {
        Map<String, String> names = new LinkedHashMap<>();
        for (ServiceSlot slot : session.services().all()) {
            if (!slot.service().sharesPortWith(self)) {
                names.put(slot.service().hostname(), slot.address());
            }
        }
        for (Binding binding : bindings) {
            names.put(
                    binding.alias(), session.services().slot(binding.service()).address());
        }
        names.put(self.hostname(), LOOPBACK);
        return withHosts(files, names);
    }

    private FileSystem withHosts(FileSystem files, Map<String, String> names) throws FieldException, IOException {
        StringBuilder text = new StringBuilder(); // of two lines with the same name the first counts
        names.forEach((name, address) -> text.append(line(name, address)));
        Tree own = files.find(HOSTS, true);
        if (own instanceof Tree.File) {
            try (BufferedReader lines = ((Tree.File) own).content().reader()) {
                lines.lines().forEach(line -> text.append(line).append('\n'));
            }
        } else {
            text.append(line("localhost", LOOPBACK));
        }
        Content content = session.disk().keep(text.toString());
        hosts = Mount.of(new Tree.File(content, READABLE, Tree.now()), true);
        return files.withMount(HOSTS, hosts);
    }

    /** A line of /etc/hosts. */
    static String line(String name, String address) {
        return address + " " + name + "\n";
    }

    /** Where the names are mounted, or null. */
    String place(FileSystem files) {
        return files.mounts().entrySet().stream()
                .filter(entry -> entry.getValue() == hosts)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** Takes the names out of what a command has left behind. */
    FileSystem withoutHosts(FileSystem after, FileSystem before) {
        String place = place(after);
        if (hosts == null || place == null) {
            return after;
        }
        SortedMap<String, Mount> mounts = new TreeMap<>(after.mounts());
        mounts.remove(place);
        if (before.mounts().containsKey(place)) {
            mounts.put(place, before.mounts().get(place));
        }
        return new FileSystem(after.root(), mounts);
    }

    /** Lets go of them; closing again does nothing. */
    @Override
    public void close() {
        slots.forEach(ServiceSlot::release);
        slots.clear();
    }
}
