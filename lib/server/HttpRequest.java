package daggerkit.server;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One HTTP request, as it was received. Immutable if its body is left alone.
 *
 * @param method the method, in capitals
 * @param target the path and query
 * @param version {@code HTTP/1.1} or {@code HTTP/1.0}
 * @param headers the values by name, the names in small letters
 * @param body the body, empty if there was none
 */
public record HttpRequest(
        String method, String target, String version, Map<String, List<String>> headers, byte[] body) {
    /** The first value of a header, or null. */
    public String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null ? null : values.get(0);
    }

    /** The target without its query. */
    public String path() {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    HttpRequest with(byte[] otherBody) {
        return new HttpRequest(method, target, version, headers, otherBody);
    }

    boolean http11() {
        return version.equals("HTTP/1.1");
    }

    /** Whether another request may follow on the connection. */
    boolean keepsAlive() {
        String connection = "" + header("Connection");
        return http11() && !connection.toLowerCase(Locale.ROOT).contains("close") && !method.equals("HEAD");
    }
}
