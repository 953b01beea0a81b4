/** The commands. Each parses its arguments, queries the agent, prints and returns a status. */
@NullMarked
package org.holdfast.agent.cli;

import org.jspecify.annotations.NullMarked;
