/**
 * The agent's log: one line a fact, to standard error, written by a thread of its own so that a
 * stalled reader of the log never stalls the election.
 */
@NullMarked
package org.holdfast.agent.log;

import org.jspecify.annotations.NullMarked;
