/**
 * What a program asks, as a picture: {@link daggerkit.explain.graph.PipelineGraph}.
 */
package daggerkit.explain.graph;
