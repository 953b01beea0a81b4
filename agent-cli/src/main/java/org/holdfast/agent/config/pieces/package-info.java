/**
 * Reads and compares a large YAML file one virtual server at a time, and only those whose text has
 * changed. Anything unusual in a file ends such a reading; the file is then read as one tree. Other
 * packages use {@link org.holdfast.agent.config.pieces.FilePieces} and nothing else.
 */
@NullMarked
package org.holdfast.agent.config.pieces;

import org.jspecify.annotations.NullMarked;
