/**
 * Notifications: commands, FIFOs, mail and webhooks. The script loop's thread runs the commands, in
 * order for each instance and group; no event loop waits for a receiver.
 */
@NullMarked
package org.holdfast.agent.notify;

import org.jspecify.annotations.NullMarked;
