package daggerkit.record;

import com.fasterxml.jackson.databind.node.TextNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** In what forms a secret may stand in a text: as it is, escaped, in addresses, in Base64 with anything around it. */
final class SecretForms {
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-F]{2}");

    /** Three bytes are four characters of Base64; so a secret has three forms, by how many bytes are before it. */
    private static final int GROUP = 3;

    /**
     * One form.
     *
     * @param text what is the same wherever it stands
     * @param isBase64 whether a program may have broken it into lines
     * @param mixedBefore whether bits of the secret are in the character before it
     * @param mixedAfter whether bits of the secret are in the character behind it
     */
    record Form(String text, boolean isBase64, boolean mixedBefore, boolean mixedAfter) {
        int from(String all, int at) {
            return mixedBefore && at > 0 && isDigit(all.charAt(at - 1)) ? at - 1 : at;
        }

        int to(String all, int at) {
            int end = at + text.length();
            return mixedAfter && end < all.length() && isDigit(all.charAt(end)) ? end + 1 : end;
        }

        private static boolean isDigit(char c) {
            return c < 0x80 && (Character.isLetterOrDigit(c) || "+/-_".indexOf(c) >= 0);
        }
    }

    private SecretForms() {}

    /** All forms of a secret. */
    static Set<Form> of(String secret) {
        Set<Form> forms = new LinkedHashSet<>();
        for (String each : new LinkedHashSet<>(List.of(secret, secret.strip()))) {
            plain(each, forms);
            String once = inJson(each);
            for (String quoted : List.of(once, inAscii(once), inGo(once))) {
                plain(quoted, forms);
                plain(inJson(quoted), forms);
            }
            inAddresses(each, forms);
            byte[] bytes = each.getBytes(StandardCharsets.UTF_8);
            for (int before = 0; before < GROUP; before++) {
                base64(bytes, before, Base64.getEncoder(), forms);
                base64(bytes, before, Base64.getUrlEncoder(), forms);
            }
            plain(Base64.getEncoder().withoutPadding().encodeToString(bytes), forms);
        }
        return forms;
    }

    private static void plain(String text, Set<Form> forms) {
        forms.add(new Form(text, false, false, false));
    }

    private static void base64(byte[] secret, int before, Base64.Encoder encoder, Set<Form> forms) {
        byte[] bytes = new byte[before + secret.length];
        System.arraycopy(secret, 0, bytes, before, secret.length);
        String text = encoder.withoutPadding().encodeToString(bytes);
        boolean mixedAfter = bytes.length % GROUP != 0;
        int from = before == 0 ? 0 : before + 1;
        int to = text.length() - (mixedAfter ? 1 : 0);
        if (to - from >= Blanks.SHORTEST_PART) {
            forms.add(new Form(text.substring(from, to), true, before > 0, mixedAfter));
        }
        Arrays.fill(bytes, (byte) 0);
    }

    /** As forms have it, as RFC 3986 has it, and as JavaScript and Python do, with digits of both sizes. */
    private static void inAddresses(String secret, Set<Form> forms) {
        String form = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        String strict = form.replace("+", "%20").replace("*", "%2A").replace("%7E", "~");
        String script = strict.replace("%21", "!")
                .replace("%27", "'")
                .replace("%28", "(")
                .replace("%29", ")")
                .replace("%2A", "*");
        for (String each : List.of(form, strict, script, strict.replace("%2F", "/"), form.replace("%2F", "/"))) {
            plain(each, forms);
            plain(ESCAPE.matcher(each).replaceAll(digits -> digits.group().toLowerCase(Locale.ROOT)), forms);
        }
    }

    private static String inJson(String text) {
        String quoted = TextNode.valueOf(text).toString();
        return quoted.substring(1, quoted.length() - 1);
    }

    /** As most writers do it: all else than ASCII is escaped. */
    private static String inAscii(String json) {
        StringBuilder text = new StringBuilder();
        json.chars().forEach(c -> text.append(c < 0x80 ? "" + (char) c : String.format("\\u%04x", c)));
        return text.toString();
    }

    /** As Go's writer does it, and so the engine. */
    private static String inGo(String json) {
        return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026");
    }
}
