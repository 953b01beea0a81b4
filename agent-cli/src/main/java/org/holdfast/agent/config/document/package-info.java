/**
 * The text of a configuration and its tree: YAML text to nodes, a tree of values with the positions
 * that they come from, and a tree back to YAML text.
 */
@NullMarked
package org.holdfast.agent.config.document;

import org.jspecify.annotations.NullMarked;
