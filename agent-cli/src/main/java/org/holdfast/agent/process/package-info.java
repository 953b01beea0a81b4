/** The agent's process: signals, the service manager, the PID file, the network namespace. */
@NullMarked
package org.holdfast.agent.process;

import org.jspecify.annotations.NullMarked;
