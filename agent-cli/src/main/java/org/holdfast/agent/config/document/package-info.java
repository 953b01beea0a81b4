/**
 * The text and the tree of a configuration: parses YAML text into nodes, represents values with
 * their original positions as a tree, and writes a tree as YAML text.
 */
@NullMarked
package org.holdfast.agent.config.document;

import org.jspecify.annotations.NullMarked;
