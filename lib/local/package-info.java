/**
 * The stand-in for an engine: {@link daggerkit.local.LocalServer} and the fields that it has.
 *
 * <p>The packages below are its parts, each of which knows only those after it: {@code git}, {@code run}, {@code graph},
 * {@code host}, {@code files}; {@code graph} knows nothing of {@code host}.
 */
package daggerkit.local;
