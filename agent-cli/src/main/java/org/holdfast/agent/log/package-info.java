/**
 * The agent's log: one line for each fact, on standard error, written by a separate thread so that
 * a stalled reader of the log never delays the election.
 */
@NullMarked
package org.holdfast.agent.log;

import org.jspecify.annotations.NullMarked;
