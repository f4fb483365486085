package daggerkit.trace;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** One message in the binary form of Protocol Buffers, field by field. Used by one thread. */
final class Protobuf {
    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int LENGTH = 2;
    private static final int FIXED_32 = 5;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Protobuf varint(int field, long value) {
        tag(field, VARINT);
        raw(value);
        return this;
    }

    Protobuf fixed64(int field, long value) {
        tag(field, FIXED_64);
        little(value, Long.BYTES);
        return this;
    }

    Protobuf fixed32(int field, int value) {
        tag(field, FIXED_32);
        little(value, Integer.BYTES);
        return this;
    }

    Protobuf bytes(int field, byte[] value) {
        tag(field, LENGTH);
        raw(value.length);
        out.write(value, 0, value.length);
        return this;
    }

    /** A text; half of a pair of characters, which UTF-8 cannot say, becomes a question mark. */
    Protobuf text(int field, String value) {
        return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Protobuf message(int field, Protobuf value) {
        return bytes(field, value.toBytes());
    }

    byte[] toBytes() {
        return out.toByteArray();
    }

    private void tag(int field, int type) {
        raw((long) field << 3 | type);
    }

    private void raw(long value) {
        long left = value;
        for (; (left & ~0x7fL) != 0; left >>>= 7) {
            out.write((int) (left & 0x7f | 0x80));
        }
        out.write((int) left);
    }

    private void little(long value, int count) {
        for (int i = 0; i < count; i++) {
            out.write((int) (value >>> 8 * i));
        }
    }
}
