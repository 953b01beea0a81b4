/**
 * Reads a large file one virtual server at a time, and only those whose text has changed, and
 * compares two files in the same way. If a file has any unusual syntax, it is read as a single tree
 * instead. Other packages do not see how a YAML text is split.
 */
@NullMarked
package org.holdfast.agent.config.pieces;

import org.jspecify.annotations.NullMarked;
