/**
 * Containers, their commands, cache volumes, secrets and services of the stand-in.
 *
 * <p>Internal: what is public here is so for the other packages of this library, and may change in any release.
 */
package daggerkit.local.run;
