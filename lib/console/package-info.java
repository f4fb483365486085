/**
 * What daggerkit shows to a person, and what it knows of the place that it runs in: the streams and the terminal, the line
 * that says what the engine does, the summary of a CI job, the programs on PATH. It knows nothing of Dagger, of queries and
 * of the library's exceptions: it is given texts and plain data.
 *
 * <p>Internal: its classes are public because the library, its servers and the scripts of this repository share them. No
 * script of a user needs them, and they may change in every version.
 */
package daggerkit.console;
