//JAVA 17+
//SOURCES ../explain/graph/PipelineGraph.java
//SOURCES ../local/LocalServer.java
//SOURCES ../record/RecordServer.java
package daggerkit.server;

/** The umbrella of all rooms of servers, for the alias {@code servers}; each server has one of its own too. */
final class AllServers {
    private AllServers() {}
}
