/**
 * Reads a large YAML file one virtual server at a time, and takes over from the reading before it
 * the virtual servers whose text has not changed. Whatever is unusual in a file ends this reading;
 * the file is read as one tree then.
 */
@NullMarked
package org.holdfast.agent.config.pieces;

import org.jspecify.annotations.NullMarked;
