/**
 * Commands on this host, and what keeps them away from it.
 *
 * <p>Internal: what is public here is so for the other packages of this library, and may change in any release.
 */
package daggerkit.local.host;
