///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION The library with its session servers, for a test's //SOURCES line
//DEPS AllServers.java
/**
 * What all servers that stand in for an engine's session have in common: a port, a token, HTTP, and the command that runs
 * in the session. The servers are {@link daggerkit.local.LocalServer}, {@link daggerkit.record.RecordServer}, {@link
 * daggerkit.record.ReplayServer} and {@link daggerkit.explain.ExplainServer}, each in a package of its own.
 *
 * <p>Users need {@link daggerkit.server.SessionServer} at most. All else is internal: it is public for the other packages of
 * this library, and may change in any release.
 *
 * <p>This file is what the alias {@code servers} names. A script that has it among its sources compiles this one only.
 */
package daggerkit.server;
