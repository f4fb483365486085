package daggerkit.doctor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One line of the examination.
 *
 * @param name what was looked at, one word
 * @param status how it is
 * @param found what was found, a phrase without a full stop
 * @param next what to do about it, a sentence; null where nothing needs to be done
 * @param facts the same for programs: values that Jackson can write, by their names
 */
record Check(String name, Status status, String found, String next, Map<String, Object> facts) {
    /** How something is: as it should be, worth a look, or in the way of every script. */
    enum Status {
        OK("32"),
        WARN("33"),
        FAIL("31");

        /** The colour on a terminal, a code of ECMA-48. */
        final String color;

        Status(String color) {
            this.color = color;
        }

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Check ok(String name, String found) {
        return new Check(name, Status.OK, found, null, Map.of());
    }

    static Check warn(String name, String found, String next) {
        return new Check(name, Status.WARN, found, next, Map.of());
    }

    static Check fail(String name, String found, String next) {
        return new Check(name, Status.FAIL, found, next, Map.of());
    }

    /** The same with one more fact; null is no fact. */
    Check with(String fact, Object value) {
        if (value == null) {
            return this;
        }
        Map<String, Object> more = new LinkedHashMap<>(facts);
        more.put(fact, value);
        return new Check(name, status, found, next, more);
    }
}
