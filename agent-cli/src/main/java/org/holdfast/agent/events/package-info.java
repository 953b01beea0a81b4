/** The events of the agent, in order, and their followers. Thread-safe. */
@NullMarked
package org.holdfast.agent.events;

import org.jspecify.annotations.NullMarked;
