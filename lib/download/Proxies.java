package daggerkit.download;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The proxy that the usual variables name, which a JVM does not read: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY, in
 * lower case too. Without any it is the JVM's own. Immutable and thread-safe.
 */
final class Proxies extends ProxySelector {
    private static final int HTTP_PORT = 80;

    private final Map<String, String> environment;
    private final URI address;
    private final URI proxy;

    /**
     * Chooses the proxy for an address.
     *
     * @throws DownloadException if a variable names something else than a proxy
     */
    Proxies(URI address, Map<String, String> environment) throws DownloadException {
        this.address = address;
        this.environment = environment;
        String name = address.getScheme().toLowerCase(Locale.ROOT) + "_proxy";
        String value = value(name).isEmpty() ? value("all_proxy") : value(name);
        proxy = value.isEmpty() ? null : read(name, value);
        if (proxy != null && proxy.getUserInfo() != null) {
            // Without this the JDK gives no password to a proxy that only passes bytes on, as it does for https.
            String disabled = "jdk.http.auth.tunneling.disabledSchemes";
            System.setProperty(disabled, System.getProperty(disabled, ""));
        }
    }

    private String value(String name) {
        String lower = environment.getOrDefault(name, "");
        return (lower.isBlank() ? environment.getOrDefault(name.toUpperCase(Locale.ROOT), "") : lower).strip();
    }

    private static URI read(String name, String value) throws DownloadException {
        try {
            URI uri = URI.create(value.contains("://") ? value : "http://" + value);
            if ("http".equalsIgnoreCase(uri.getScheme()) && uri.getHost() != null) {
                return uri;
            }
        } catch (IllegalArgumentException wrong) {
            // As any other value that is no proxy.
        }
        throw new DownloadException("Cannot use the proxy \"" + DownloadException.shown(value) + "\" of " + name
                + " or ALL_PROXY: expected an address such as http://proxy.example.com:3128.");
    }

    @Override
    public List<Proxy> select(URI uri) {
        if (proxy == null) {
            return ProxySelector.getDefault().select(uri);
        }
        if (isExcepted(uri.getHost().toLowerCase(Locale.ROOT))) {
            return List.of(Proxy.NO_PROXY);
        }
        int port = proxy.getPort() < 0 ? HTTP_PORT : proxy.getPort();
        return List.of(new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved(proxy.getHost(), port)));
    }

    /** A name in NO_PROXY stands for the hosts below it too, with or without a dot before it. */
    private boolean isExcepted(String host) {
        for (String entry : value("no_proxy").toLowerCase(Locale.ROOT).split("[,\\s]+")) {
            String name = entry.replaceFirst("^\\*?\\.", "").replaceFirst(":\\d+$", "");
            if (entry.equals("*") || !name.isEmpty() && (host.equals(name) || host.endsWith("." + name))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void connectFailed(URI uri, SocketAddress at, IOException failure) {
        // Whoever sends the request is told.
    }

    /** Gives the user and password of an address to the server or proxy that the address names, and to no other. */
    Authenticator authenticator() {
        return new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                URI uri = getRequestorType() == RequestorType.PROXY ? proxy : address;
                if (uri == null || uri.getUserInfo() == null || !uri.getHost().equalsIgnoreCase(getRequestingHost())) {
                    return null;
                }
                String[] parts = uri.getUserInfo().split(":", 2);
                return new PasswordAuthentication(parts[0], (parts.length < 2 ? "" : parts[1]).toCharArray());
            }
        };
    }
}
