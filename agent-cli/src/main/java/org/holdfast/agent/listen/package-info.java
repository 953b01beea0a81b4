/**
 * The common parts of the control socket and the metrics port: limits on connections and on the
 * bytes that wait for slow clients, and the pause in accepting when there is no free descriptor.
 */
@NullMarked
package org.holdfast.agent.listen;

import org.jspecify.annotations.NullMarked;
