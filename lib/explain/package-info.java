/**
 * What a program asks, as steps, and nothing runs: {@link daggerkit.explain.ExplainServer}.
 */
package daggerkit.explain;
