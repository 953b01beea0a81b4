package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.FilePosition;

/**
 * A line without comments and with its parameters expanded; or a single brace.
 *
 * @param place the position of the beginning of {@code text}
 */
record Line(FilePosition place, String text) {}
