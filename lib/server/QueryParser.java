package daggerkit.server;

import graphql.language.Document;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.util.concurrent.CancellationException;

/**
 * Reads queries with graphql-java: as long and as deep as an engine takes them, and no longer than somebody waits. Static and
 * thread-safe; recursive where graphql-java is, so a deep query needs a large stack.
 */
public final class QueryParser {
    /** Each takes some 200 bytes of memory. */
    public static final int MOST_TOKENS = 2_000_000;

    private static final ParserOptions OPTIONS = ParserOptions.newParserOptions()
            .maxCharacters(Integer.MAX_VALUE)
            .maxTokens(MOST_TOKENS)
            .maxWhitespaceTokens(Integer.MAX_VALUE)
            .maxRuleDepth(Integer.MAX_VALUE)
            .captureIgnoredChars(false)
            .readerTrackData(false)
            .parsingListener(token -> attend())
            .build();

    private QueryParser() {}

    /**
     * Reads a query.
     *
     * @param query its text
     * @return what stands in it
     * @throws graphql.parser.InvalidSyntaxException if it is no GraphQL, or too long
     * @throws CancellationException if this thread is interrupted
     */
    public static Document parse(String query) {
        return new Parser()
                .parseDocument(ParserEnvironment.newParserEnvironment()
                        .document(query)
                        .parserOptions(OPTIONS)
                        .build());
    }

    /**
     * Ends work that nobody waits for: a server interrupts the thread whose client has gone away.
     *
     * @throws CancellationException if this thread is interrupted; it stays so
     */
    public static void attend() {
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("nobody waits for this any more");
        }
    }
}
