package daggerkit.up;

import daggerkit.up.ServiceSpec.Build;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What a service is built from. Used by one thread. */
final class BuildReader {
    private static final Set<String> READ =
            Set.of("args", "context", "dockerfile", "dockerfile_inline", "network", "secrets", "target");
    private static final Set<String> IGNORED = Set.of(
            "cache_from",
            "cache_to",
            "isolation",
            "labels",
            "no_cache",
            "platforms",
            "provenance",
            "pull",
            "sbom",
            "shm_size",
            "tags",
            "ulimits");
    private static final Map<String, String> REFUSED = Map.of(
            "additional_contexts", "a build has one context",
            "entitlements", "a build has no privileges",
            "extra_hosts", "a build knows no other names",
            "privileged", "a build has no privileges",
            "ssh", "a build has no agent");

    private final ExtraReader extras;
    private final Settings settings;
    private final Problems problems;

    BuildReader(ExtraReader extras, Settings settings, Problems problems) {
        this.extras = extras;
        this.settings = settings;
        this.problems = problems;
    }

    Build build(Value value) {
        if (value.isText()) {
            return build(value, value.string(), null, null, null, Map.of(), Map.of());
        }
        Keys.check(value.mapping(), "build", READ, IGNORED, REFUSED, problems);
        String network = value.string("network");
        if (network != null && !network.equals("default")) {
            throw value.get("network").wrong("the network \"" + network + "\" of a build is not supported.");
        }
        Map<String, String> args = new LinkedHashMap<>();
        if (value.get("args") != null) {
            settings.settings(value.get("args")).forEach((name, setting) -> args.put(name, setting.value()));
        }
        Map<String, String> secrets = new LinkedHashMap<>();
        if (value.get("secrets") != null) {
            value.get("secrets").elements().forEach(one -> secrets.putAll(extras.buildSecret(one)));
        }
        String context = value.string("context");
        return build(
                value.get("context") == null ? value : value.get("context"),
                context == null ? "." : context,
                value.string("dockerfile"),
                value.string("dockerfile_inline"),
                value.string("target"),
                args,
                secrets);
    }

    private Build build(
            Value at,
            String folder,
            String dockerfile,
            String inline,
            String target,
            Map<String, String> args,
            Map<String, String> secrets) {
        if (folder.matches("(?i)[a-z+]+://.*|git@.*|.*\\.git(#.*)?")) {
            throw at.wrong("the build of \"" + folder + "\" is not supported: expected a folder of this host.");
        }
        Path context = Project.path(at.at(), folder);
        if (!Files.isDirectory(context)) {
            throw at.wrong("there is no folder \"" + folder + "\" to build.");
        }
        if (inline != null) {
            return new Build(folder, context, null, inline, target, args, secrets);
        }
        Path file =
                context.resolve(dockerfile == null ? "Dockerfile" : dockerfile).normalize();
        if (!Files.isRegularFile(file)) {
            throw at.wrong("there is no \"" + (dockerfile == null ? "Dockerfile" : dockerfile) + "\" in \"" + folder
                    + "\" to build from.");
        }
        try {
            // Through links, which an upload of the folder does not follow.
            Path real = file.toRealPath();
            Path realContext = context.toRealPath();
            if (real.startsWith(realContext) && real.equals(realContext.resolve(context.relativize(file)))) {
                return new Build(
                        folder, realContext, realContext.relativize(real).toString(), null, target, args, secrets);
            }
            return new Build(folder, realContext, null, Files.readString(real), target, args, secrets);
        } catch (IOException | IllegalArgumentException unreadable) {
            throw at.wrong("cannot read \"" + file + "\": expected a Dockerfile in UTF-8.");
        }
    }
}
