/** Tests of the agent as an operator sees it: its commands, answers, log and refusals. */
@NullMarked
package org.holdfast.it.agent;

import org.jspecify.annotations.NullMarked;
