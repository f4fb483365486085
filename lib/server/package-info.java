///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION The library with its session servers, for a test's //SOURCES line
//DEPS Servers.java
/**
 * Servers that stand in for an engine's session: {@link daggerkit.server.LocalServer}, {@link
 * daggerkit.server.RecordServer}, {@link daggerkit.server.ReplayServer} and {@link daggerkit.server.ExplainServer}.
 *
 * <p>This file is what the alias {@code servers} names. A script that has it among its sources compiles this one only.
 */
package daggerkit.server;
