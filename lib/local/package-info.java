/**
 * The stand-in for an engine: {@link daggerkit.local.LocalServer} and the fields that it has.
 *
 * <p>The packages below are its parts; docs/architecture.md says which knows which.
 */
package daggerkit.local;
