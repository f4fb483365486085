package daggerkit.local.files;

import java.nio.charset.StandardCharsets;
import java.nio.file.attribute.FileTime;

/** A place whose contents only commands see: a cache volume, a temporary folder, a secret. */
final class Opaque extends Tree {
    private final String kind;

    Opaque(String kind) {
        super(DIRECTORY_MODE, now(), Owner.ROOT);
        this.kind = kind;
    }

    String kind() {
        return kind;
    }

    @Override
    public Opaque withMode(int newMode) {
        return this;
    }

    @Override
    public Opaque withOwner(Owner newOwner) {
        return this;
    }

    @Override
    public Opaque withModified(FileTime time) {
        return this;
    }

    @Override
    public String digest() {
        return Digests.sha256(kind.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public boolean sameContents(Tree other) {
        return false;
    }
}
