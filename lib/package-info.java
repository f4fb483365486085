///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DESCRIPTION The library, for a script's //SOURCES line
//DEPS Dagger.java
/**
 * A scripting toolkit for Dagger: {@link daggerkit.Dagger} is the way in.
 *
 * <p>This file is what the alias {@code daggerkit} names. A script that has it among its sources compiles this one only; the
 * library behind it is a jar of its own, which JBang builds once.
 */
package daggerkit;
