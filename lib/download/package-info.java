/**
 * The {@code dagger} command brought along: {@link daggerkit.download.CliDownload} fetches a version of it into a private
 * cache, looks at its checksum and unpacks it. It knows nothing of sessions and queries, and nothing of it is loaded
 * unless a program asks for a download.
 *
 * <p>Internal: its classes are public because the library and the scripts of this repository share them. A program says
 * {@code Dagger.connect(o -> o.download("0.21.8"))}.
 */
package daggerkit.download;
