package daggerkit.up;

import daggerkit.Api;
import daggerkit.images.BuildContext;
import daggerkit.up.ServiceSpec.Build;
import daggerkit.up.ServiceSpec.Dependency;
import daggerkit.up.ServiceSpec.Extra;
import daggerkit.up.ServiceSpec.Health;
import daggerkit.up.ServiceSpec.HostPath;
import daggerkit.up.ServiceSpec.Mount;
import daggerkit.up.ServiceSpec.Port;
import daggerkit.up.ServiceSpec.Temporary;
import daggerkit.up.ServiceSpec.Volume;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The services of a file as containers of a session. Used by one thread at a time. */
final class Containers {
    /** Everybody may read it, as a secret of Docker Compose. */
    private static final long READABLE = 0444;

    private static final String DOCKERFILE = ".up.Dockerfile";

    private final Api.Client dag;
    /** So that a folder is looked at once. */
    private final Map<String, Api.Container> images = new HashMap<>();

    private final boolean hasReadOnly;
    private Images known;

    /**
     * Makes containers.
     *
     * @param dag the client of the session
     * @param hasReadOnly whether the engine has the argument {@code readOnly} of {@code withMountedDirectory}, as those from
     *     0.21 on (the schemas)
     */
    Containers(Api.Client dag, boolean hasReadOnly) {
        this.dag = dag;
        this.hasReadOnly = hasReadOnly;
    }

    /** What is known of the images from now on. */
    void know(Images all) {
        known = all;
    }

    /** The image of a service, or the build of one. */
    Api.Container image(ServiceSpec spec) {
        return images.computeIfAbsent(spec.name(), name -> spec.image() == null ? built(spec) : pulled(spec));
    }

    private Api.Container pulled(ServiceSpec spec) {
        Api.Container empty =
                spec.platform() == null ? dag.container() : dag.container(o -> o.platform(spec.platform()));
        return empty.from(spec.image());
    }

    private Api.Container built(ServiceSpec spec) {
        Build build = spec.build();
        List<String> excluded;
        try {
            excluded = BuildContext.excluded(build.context(), build.text() == null ? build.dockerfile() : DOCKERFILE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        Api.Directory folder = dag.host().directory(build.context().toString(), o -> {
            if (!excluded.isEmpty()) {
                o.exclude(excluded);
            }
        });
        Api.Directory source = build.text() == null ? folder : folder.withNewFile(DOCKERFILE, build.text());
        List<Api.BuildArg> args = new ArrayList<>();
        build.args().forEach((name, value) -> args.add(new Api.BuildArg(name, value)));
        List<Api.Secret> secrets = new ArrayList<>();
        build.secrets().forEach((id, text) -> secrets.add(dag.setSecret(id, text)));
        return source.dockerBuild(o -> {
            o.dockerfile(build.text() == null ? build.dockerfile().replace('\\', '/') : DOCKERFILE);
            o.target(build.target());
            o.platform(spec.platform());
            if (!args.isEmpty()) {
                o.buildArgs(args);
            }
            if (!secrets.isEmpty()) {
                o.secrets(secrets);
            }
        });
    }

    /**
     * The container of a service.
     *
     * @param spec the service
     * @param services the services that are up, by name
     * @param aliases the other names of all services
     */
    Api.Container container(ServiceSpec spec, Map<String, Api.Service> services, Map<String, List<String>> aliases) {
        Api.Container container = image(spec);
        for (Map.Entry<String, ServiceSpec.Setting> entry : spec.environment().entrySet()) {
            String value = entry.getValue().value();
            container = entry.getValue().isPrivate()
                    ? container.withSecretVariable(
                            entry.getKey(), dag.setSecret(spec.name() + "/" + entry.getKey(), value))
                    : container.withEnvVariable(entry.getKey(), value);
        }
        for (Mount mount : spec.mounts()) {
            container = mounted(container, spec, mount);
        }
        container = container
                .withIf(spec.workdir() != null, c -> c.withWorkdir(spec.workdir()))
                .withIf(spec.user() != null, c -> c.withUser(spec.user()))
                .withIf(
                        spec.entrypoint() != null,
                        c -> spec.entrypoint().isEmpty() ? c.withoutEntrypoint() : c.withEntrypoint(spec.entrypoint()));
        Set<Port> exposed = new LinkedHashSet<>();
        spec.ports().forEach(port -> exposed.add(new Port(null, port.container(), port.udp())));
        exposed.addAll(spec.exposed());
        for (Port port : exposed) {
            container = port.udp()
                    ? container.withExposedPort(port.container(), o -> o.protocol(Api.NetworkProtocol.UDP))
                    : container.withExposedPort(port.container());
        }
        container = checked(container, spec.health());
        for (Dependency dependency : spec.dependsOn()) {
            Api.Service service = services.get(dependency.name());
            if (service == null) {
                continue; // It has done its work.
            }
            Set<String> names = new LinkedHashSet<>(List.of(dependency.name()));
            names.addAll(aliases.getOrDefault(dependency.name(), List.of()));
            names.addAll(dependency.aliases());
            for (String name : names) {
                container = container.withServiceBinding(name, service);
            }
        }
        return container;
    }

    private static Api.Container checked(Api.Container container, Health health) {
        if (health == null) {
            return container;
        }
        if (health.isOff()) {
            return container.withoutDockerHealthcheck();
        }
        return container.withDockerHealthcheck(health.command(), o -> {
            if (health.isShell()) {
                o.shell(true);
            }
            o.interval(health.interval());
            o.timeout(health.timeout());
            o.startPeriod(health.startPeriod());
            o.startInterval(health.startInterval());
            if (health.retries() != null) {
                o.retries(health.retries());
            }
        });
    }

    private Api.Container mounted(Api.Container container, ServiceSpec spec, Mount mount) {
        String owner = known.owner(spec);
        if (mount instanceof Volume) {
            return mounted(container, spec, (Volume) mount, owner);
        }
        if (mount instanceof HostPath) {
            return mounted(container, (HostPath) mount, owner);
        }
        if (mount instanceof Temporary) {
            Long bytes = ((Temporary) mount).bytes();
            return bytes == null
                    ? container.withMountedTemp(mount.target())
                    : container.withMountedTemp(mount.target(), o -> o.size(bytes));
        }
        return mounted(container, spec, (Extra) mount);
    }

    private Api.Container mounted(Api.Container container, ServiceSpec spec, Volume volume, String owner) {
        if (volume.key() == null) {
            Api.Directory begin = known.content(spec, volume.target()) == Images.Content.NOTHING
                    ? dag.directory()
                    : image(spec).directory(volume.target());
            return container.withMountedDirectory(volume.target(), begin, o -> o.owner(owner));
        }
        Images.Origin origin = known.volumes().get(volume.key());
        return container.withMountedCache(volume.target(), dag.cacheVolume(volume.key()), o -> {
            if (origin.service() != null) {
                o.source(image(origin.service()).directory(origin.target()));
            }
            o.owner(origin.owner());
        });
    }

    private Api.Container mounted(Api.Container container, HostPath mount, String owner) {
        String path = "" + mount.path();
        if (mount.kind() == HostPath.Kind.SOCKET) {
            return container.withUnixSocket(mount.target(), dag.host().unixSocket(path), o -> o.owner(owner));
        }
        if (mount.kind() == HostPath.Kind.FILE) {
            return container.withMountedFile(mount.target(), dag.host().file(path), o -> {
                if (owner != null && !(mount.readOnly() && isReadableByAll(mount))) {
                    o.owner(owner);
                }
            });
        }
        Api.Directory folder =
                mount.kind() == null ? dag.directory() : dag.host().directory(path);
        return container.withMountedDirectory(mount.target(), folder, o -> {
            o.owner(owner);
            if (mount.readOnly() && hasReadOnly) {
                o.readOnly(true);
            }
        });
    }

    /** Then it can stay root's, and no other user can write to it. */
    private static boolean isReadableByAll(HostPath file) {
        try {
            return Files.getPosixFilePermissions(file.path()).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException unknown) {
            return false;
        }
    }

    private Api.Container mounted(Api.Container container, ServiceSpec spec, Extra extra) {
        if (extra.isSecret()) {
            Api.Secret secret = extra.file() != null
                    ? dag.secret("file://" + extra.file())
                    : dag.setSecret(spec.name() + "//" + extra.name(), extra.text());
            return container.withMountedSecret(extra.target(), secret, o -> {
                o.mode(extra.mode() == null ? READABLE : extra.mode());
                o.owner(extra.owner());
            });
        }
        Api.File file = extra.file() != null
                ? dag.host().file(extra.file().toString())
                : dag.directory().withNewFile("config", extra.text()).file("config");
        return container.withFile(extra.target(), file, o -> {
            o.permissions(extra.mode() == null ? READABLE : extra.mode());
            o.owner(extra.owner());
        });
    }
}
