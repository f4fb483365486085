/**
 * The stand-in's directories and files: immutable trees, what is mounted in them, and how they get to a disk and back.
 *
 * <p>Internal: what is public here is so for the other packages of this library, and may change in any release.
 */
package daggerkit.local.files;
