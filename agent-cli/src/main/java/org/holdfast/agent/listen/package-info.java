/**
 * The common parts of the control socket and the metrics port: limits on connections and on bytes
 * that wait for slow readers, and the pause without a free descriptor.
 */
@NullMarked
package org.holdfast.agent.listen;

import org.jspecify.annotations.NullMarked;
