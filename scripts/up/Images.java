package daggerkit.up;

import daggerkit.Api;
import daggerkit.Leaf;
import daggerkit.up.ServiceSpec.HostPath;
import daggerkit.up.ServiceSpec.Mount;
import daggerkit.up.ServiceSpec.Volume;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the services' images, asked for in one request, and only where it counts: their users, to whom mounts
 * are to belong; what they have where a volume is mounted, since a new volume begins with it; and whether they have ports
 * of their own.
 *
 * @param facts what is known of the image of each service that was asked about
 * @param volumes where each named volume begins
 */
record Images(Map<String, Facts> facts, Map<String, Origin> volumes) {
    /** What an image has at a path. */
    enum Content {
        NOTHING,
        AN_EMPTY_FOLDER,
        FILES
    }

    /**
     * What is known of an image.
     *
     * @param user its user, or empty
     * @param hasPorts whether it says that it has ports
     * @param folders what it has where volumes are mounted
     */
    record Facts(String user, boolean hasPorts, Map<String, Content> folders) {
        static final Facts NONE = new Facts("", false, Map.of());
    }

    /**
     * Where a named volume begins: the same for all services that mount it, since for an engine a volume with another
     * beginning is another volume (the arguments of Container.withMountedCache in the schemas).
     *
     * @param service the service whose image has its files, or null
     * @param target where that image has them
     * @param owner whose it is, or null for root's
     */
    record Origin(ServiceSpec service, String target, String owner) {}

    /**
     * Asks.
     *
     * @param dag the client of the session
     * @param containers what makes containers
     * @param services the services, in order
     * @param bound the names of those that others are bound to
     * @param limit the time that it may take
     */
    static Images of(
            Api.Client dag, Containers containers, List<ServiceSpec> services, Set<String> bound, Limit limit) {
        List<ServiceSpec> asked = new ArrayList<>();
        List<Leaf<Facts>> leaves = new ArrayList<>();
        for (ServiceSpec spec : services) {
            Leaf<Facts> leaf = facts(containers.image(spec), spec, mayBeCommand(spec, bound));
            if (leaf != null) {
                asked.add(spec);
                leaves.add(leaf);
            }
        }
        Map<String, Facts> facts = new LinkedHashMap<>();
        if (!asked.isEmpty()) {
            List<Facts> answers = limit.fetch(dag, Leaf.all(leaves));
            asked.forEach(spec -> facts.put(spec.name(), answers.get(facts.size())));
        }
        Images images = new Images(facts, new LinkedHashMap<>());
        services.forEach(spec -> spec.mounts().forEach(mount -> images.begin(spec, mount)));
        return images;
    }

    /** Whether nobody can reach it, as far as the file says: then only its end is of interest. */
    static boolean mayBeCommand(ServiceSpec spec, Set<String> bound) {
        return spec.ports().isEmpty()
                && spec.exposed().isEmpty()
                && spec.health() == null
                && !bound.contains(spec.name());
    }

    private static Leaf<Facts> facts(Api.Container image, ServiceSpec spec, boolean asksPorts) {
        List<String> targets = spec.mounts().stream()
                .filter(mount -> mount instanceof Volume && ((Volume) mount).isCopied())
                .map(Mount::target)
                .toList();
        boolean asksUser = spec.user() == null
                && spec.mounts().stream().anyMatch(mount -> mount instanceof Volume || mount instanceof HostPath);
        if (!asksUser && !asksPorts && targets.isEmpty()) {
            return null;
        }
        Leaf<String> user = asksUser ? image.leaf(Api.Container::user) : image.leaf(one -> "");
        Leaf<Boolean> ports = asksPorts
                ? image.each(Api.Container::exposedPorts, port -> port.leaf(Api.Port::port))
                        .map(all -> !all.isEmpty())
                : image.leaf(one -> false);
        Leaf<List<Content>> folders = Leaf.all(targets.stream()
                .map(target -> image.leaf(one -> content(one, target)))
                .toList());
        return Leaf.of(user, ports, folders, (name, hasPorts, contents) -> {
            Map<String, Content> byTarget = new LinkedHashMap<>();
            targets.forEach(target -> byTarget.put(target, contents.get(byTarget.size())));
            return new Facts(name, hasPorts, byTarget);
        });
    }

    private static Content content(Api.Container image, String target) {
        if (!image.exists(target, o -> o.expectedType(Api.ExistsType.DIRECTORY_TYPE))) {
            return Content.NOTHING;
        }
        return image.directory(target).entries().isEmpty() ? Content.AN_EMPTY_FOLDER : Content.FILES;
    }

    private void begin(ServiceSpec spec, Mount mount) {
        if (!(mount instanceof Volume) || ((Volume) mount).key() == null) {
            return;
        }
        Volume volume = (Volume) mount;
        Origin known = volumes.get(volume.key());
        boolean hasFiles = content(spec, volume.target()) == Content.FILES;
        if (known == null || known.service() == null && hasFiles) {
            volumes.put(volume.key(), new Origin(hasFiles ? spec : null, volume.target(), owner(spec)));
        }
    }

    /** What the image of a service has at a path. */
    Content content(ServiceSpec spec, String target) {
        return of(spec).folders().getOrDefault(target, Content.NOTHING);
    }

    /** What is known of the image of a service. */
    Facts of(ServiceSpec spec) {
        return facts.getOrDefault(spec.name(), Facts.NONE);
    }

    /** Whose mounts of a service are, or null if they are root's. */
    String owner(ServiceSpec spec) {
        String user = spec.user() == null ? of(spec).user() : spec.user();
        return user == null || user.matches("|(root|0)(:.*)?") ? null : user;
    }
}
