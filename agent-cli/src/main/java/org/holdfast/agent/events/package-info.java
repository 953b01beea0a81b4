/** What has happened, in order, for whoever wants to follow it. Any thread. */
@NullMarked
package org.holdfast.agent.events;

import org.jspecify.annotations.NullMarked;
