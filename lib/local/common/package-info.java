/**
 * What all parts of the stand-in use: the error of a field, an eye on whether somebody still waits, patterns of names.
 *
 * <p>Internal: what is public here is so for the other packages of this library, and may change in any release.
 */
package daggerkit.local.common;
