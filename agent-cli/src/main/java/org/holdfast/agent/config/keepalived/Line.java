package org.holdfast.agent.config.keepalived;

import org.holdfast.agent.config.document.FilePosition;

/**
 * A line without comments, with its parameters put in; or a brace alone.
 *
 * @param place where {@code text} begins
 */
record Line(FilePosition place, String text) {}
