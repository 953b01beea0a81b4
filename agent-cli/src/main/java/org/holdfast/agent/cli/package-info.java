/** The commands. Each parses, asks, prints and gives an exit status; the work is done elsewhere. */
@NullMarked
package org.holdfast.agent.cli;

import org.jspecify.annotations.NullMarked;
