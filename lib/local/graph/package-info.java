/**
 * How the stand-in executes a request: the registry of its fields, objects, their IDs and arguments.
 *
 * <p>Internal: what is public here is so for the other packages of this library, and may change in any release.
 */
package daggerkit.local.graph;
