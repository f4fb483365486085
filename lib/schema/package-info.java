/**
 * An engine's schema and the rules by which that engine reads a request, which are not those of graphql-java.
 *
 * <p>Users need {@link daggerkit.schema.EngineVersion}. All else is internal: it is public for the other packages of this
 * library, and may change in any release.
 */
package daggerkit.schema;
