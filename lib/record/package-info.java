/**
 * Recordings of a session, and answers from them: {@link daggerkit.record.RecordServer} and {@link
 * daggerkit.record.ReplayServer}.
 */
package daggerkit.record;
