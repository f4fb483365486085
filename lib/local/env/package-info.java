/**
 * Files of variables, as {@code .env} files are: their lines, and their values as a shell would read them.
 *
 * <p>Internal: what is public here is so for the other packages of this library, and may change in any release.
 */
package daggerkit.local.env;
