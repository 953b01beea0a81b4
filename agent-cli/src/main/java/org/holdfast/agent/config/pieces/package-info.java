/**
 * Reads a large YAML file one virtual server at a time, and only those whose text has changed, and
 * compares two files in the same way. If a file has any unusual syntax, it is read as a single tree
 * instead. Other packages use only {@link org.holdfast.agent.config.pieces.FilePieces} and {@link
 * org.holdfast.agent.config.pieces.ComparedFiles}.
 */
@NullMarked
package org.holdfast.agent.config.pieces;

import org.jspecify.annotations.NullMarked;
