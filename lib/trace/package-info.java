/**
 * A script's own steps as spans of a trace, in OpenTelemetry's form: OTLP over HTTP, which {@code dagger run} receives. It is
 * written by hand, since OpenTelemetry's own library would be in what every script loads. It knows nothing of queries: it is
 * given names and the environment. No class of it is loaded unless the environment names a receiver.
 *
 * <p>Internal: its classes are public because the core uses them. Scripts have {@code span} of the client, and these may
 * change in every version.
 */
package daggerkit.trace;
