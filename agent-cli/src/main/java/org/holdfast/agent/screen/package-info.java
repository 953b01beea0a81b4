/**
 * Screens of text from a status: pure functions of a {@link org.holdfast.agent.status.StatusReport}
 * and the reader's terminal.
 */
@NullMarked
package org.holdfast.agent.screen;

import org.jspecify.annotations.NullMarked;
