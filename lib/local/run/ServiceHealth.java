package daggerkit.local.run;

import daggerkit.local.common.FieldException;
import daggerkit.local.host.Output;
import daggerkit.local.host.Relay;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Whether a service that has just been started can be used. Used by one thread. */
final class ServiceHealth {
    static final int MILLISECONDS_BETWEEN_CHECKS = 50;

    /** How many seconds a service may take until its ports accept connections. */
    private static final String SECONDS_PROPERTY = "daggerkit.service.seconds";

    private static final int SECONDS = 120;

    /** Tells whether the service's command runs. */
    interface Begun {
        boolean test() throws IOException;
    }

    private final ServiceSlot slot;
    private final Begun begun;
    private final int seconds = Integer.getInteger(SECONDS_PROPERTY, SECONDS);
    private boolean hasBegun;
    private long end;

    /**
     * From now on the time counts, and again from when the command begins.
     *
     * @param slot the service's place
     * @param begun whether its command runs
     */
    ServiceHealth(ServiceSlot slot, Begun begun) {
        this.slot = slot;
        this.begun = begun;
        count();
    }

    private void count() {
        end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /**
     * Looks once.
     *
     * @param output what the service has written, to be told if it takes too long
     * @return whether all its ports accept connections that are not excepted
     * @throws FieldException if it takes too long
     */
    boolean check(Path output) throws FieldException, IOException {
        String missing = missing();
        if (missing != null && System.nanoTime() > end) {
            throw new FieldException("The service \"" + slot.service().hostname() + "\" is not healthy after " + seconds
                    + " s: " + missing + "; it wrote: \"" + Output.tail(output) + "\"; the system property "
                    + SECONDS_PROPERTY + " gives it more time.");
        }
        return missing == null;
    }

    private String missing() throws IOException {
        if (!hasBegun) {
            if (!begun.test()) {
                return "its command does not start";
            }
            hasBegun = true;
            count();
        }
        for (ContainerConfig.Port port : slot.service().ports()) {
            if (!port.skipHealthcheck()) {
                try (SocketChannel connection = Relay.connect(slot.socket(), (int) port.port())) {
                    if (connection == null) {
                        return "nothing accepts connections at its port " + port.port();
                    }
                }
            }
        }
        return null;
    }
}
