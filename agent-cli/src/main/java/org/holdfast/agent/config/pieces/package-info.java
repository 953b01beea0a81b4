/**
 * Reads a large YAML file one virtual server at a time, and reuses the virtual servers of the
 * reading before it whose text has not changed. Anything unusual in a file ends this reading; the
 * file is then read as one tree.
 */
@NullMarked
package org.holdfast.agent.config.pieces;

import org.jspecify.annotations.NullMarked;
