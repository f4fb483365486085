package daggerkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import daggerkit.console.PeerText;
import org.junit.jupiter.api.Test;

/** What a peer sent is seen, and does nothing to a terminal. */
class PeerTextTest {
    @Test
    void control_characters_are_shown_and_lines_stay() {
        assertEquals("a\tb\r\nc\n", PeerText.shown("a\tb\r\nc\n"));
        assertEquals("\\u001b[2J\\u0007\\u000d!", PeerText.shown("\u001b[2J\u0007\r!"));
        assertEquals("\\u009b1m\\u007f\\u202ex\\u2066", PeerText.shown("\u009b1m\u007f\u202ex\u2066"));
        assertEquals("\u00e4 \u20ac \ud83d\ude00", PeerText.shown("\u00e4 \u20ac \ud83d\ude00"));
        assertEquals("null", PeerText.shown(null));
    }

    @Test
    void colours_are_left_out_and_what_only_looks_like_one_is_not() {
        assertEquals("red and plain", PeerText.shown("\u001b[1;31mred\u001b[0m and\u001b[m plain"));
        assertEquals("\\u001b[31", PeerText.shown("\u001b[31"));
        assertEquals("\\u001b[3Km", PeerText.shown("\u001b[3Km"));
    }

    @Test
    void secrets_are_not_seen() {
        assertEquals("*** and ***", PeerText.shown("tok-1 and p2", "tok-1", "", null, "p2"));
    }
}
