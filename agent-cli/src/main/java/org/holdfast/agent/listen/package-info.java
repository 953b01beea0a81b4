/**
 * What the control socket and the metrics' port have in common: how many connections are served,
 * how many bytes of answers are kept for slow readers, and what is done without a free descriptor.
 */
@NullMarked
package org.holdfast.agent.listen;

import org.jspecify.annotations.NullMarked;
