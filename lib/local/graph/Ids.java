package daggerkit.local.graph;

import daggerkit.schema.EngineVersion;
import daggerkit.schema.Values;
import daggerkit.schema.Values.Unfit;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The IDs of a session's objects, in the engine's form: on 0.20.8 the whole chain, after it a number and the type. An ID
 * is known if this session gave it. Thread-safe.
 */
public final class Ids implements Values.Objects {
    private static final int FIRST = 1001;
    private static final int DIGEST_LENGTH = 16;

    private final boolean chains;
    private final Map<String, Entity> objects = new ConcurrentHashMap<>();
    private final Map<String, String> byDigest = new LinkedHashMap<>();

    Ids(EngineVersion version) {
        chains = version == EngineVersion.V0_20_8;
    }

    /** The same for the same chain. */
    public synchronized String of(Entity object) {
        String id = byDigest.get(object.call().digest());
        if (id == null) {
            id = Base64.getEncoder().encodeToString(chains ? chain(object.call()) : number(object.type()));
            byDigest.put(object.call().digest(), id);
            objects.put(id, object);
        }
        return id;
    }

    /**
     * Finds an object: recordings {@code node-bad-id} and {@code id-of-wrong-type}.
     *
     * @param id an ID
     * @param type that the object must have, or null for any
     */
    @Override
    public Entity find(String id, String type) throws Unfit {
        Entity object = objects.get(id);
        if (object == null) {
            throw new Unfit(undecodable(id));
        }
        if (type != null && !type.equals(object.type())) {
            throw new Unfit("expected \"" + type + "\" ID, got " + object.type() + "! ID");
        }
        return object;
    }

    private static String undecodable(String id) {
        String text = id.replaceFirst("={1,2}$", "");
        for (int i = 0; i < text.length(); i++) {
            if (!(text.charAt(i) + "").matches("[A-Za-z0-9+/]")) {
                return "invalid ID string: failed to decode base64: illegal base64 data at input byte " + i;
            }
        }
        if (id.length() % 4 != 0) {
            int at = id.length() / 4 * 4;
            return "invalid ID string: failed to decode base64: illegal base64 data at input byte " + at;
        }
        return id.isEmpty() ? "invalid ID string: it is empty" : "invalid ID string: this session has no such object";
    }

    private byte[] number(String type) {
        Message handle = new Message().number(1, FIRST + byDigest.size()).message(2, typeOf(type));
        return new Message().message(2, handle).bytes();
    }

    private static byte[] chain(Entity.Call call) {
        Message all = new Message().text(1, shortDigest(call));
        for (Entity.Call step = call; step.receiver() != null; step = step.receiver()) {
            Message made = new Message();
            if (step.receiver().receiver() != null) {
                made.text(1, shortDigest(step.receiver()));
            }
            made.message(2, typeOf(step.type())).text(3, step.field()).text(9, shortDigest(step));
            all.message(2, new Message().text(1, shortDigest(step)).message(2, made));
        }
        return all.bytes();
    }

    private static Message typeOf(String type) {
        return new Message().text(1, type).number(3, 1);
    }

    private static String shortDigest(Entity.Call call) {
        return "sha256:" + call.digest().substring(0, DIGEST_LENGTH);
    }

    /** A message of Protocol Buffers. */
    private static final class Message {
        private static final int LOW_BITS = 7;
        private static final int MORE = 0x80;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint(field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, Message value) {
            return bytes(field, value.bytes());
        }

        byte[] bytes() {
            return out.toByteArray();
        }

        private Message bytes(int field, byte[] value) {
            varint(field << 3 | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            long rest = value;
            while (rest >= MORE) {
                out.write((int) (rest & (MORE - 1) | MORE));
                rest >>= LOW_BITS;
            }
            out.write((int) rest);
        }
    }
}
