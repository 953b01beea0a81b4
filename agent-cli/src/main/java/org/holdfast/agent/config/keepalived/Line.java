package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.FilePosition;

/**
 * A single brace, or a line without comments and with its parameters expanded.
 *
 * @param place the position of the beginning of {@code text}
 */
record Line(FilePosition place, String text) {}
