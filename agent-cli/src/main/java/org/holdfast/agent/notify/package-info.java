/**
 * Tells the operator's commands of transitions: in order for each instance and group, each within
 * its time, the result in the log. The script loop's thread owns it; no event loop waits for it.
 */
@NullMarked
package org.holdfast.agent.notify;

import org.jspecify.annotations.NullMarked;
