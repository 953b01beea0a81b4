/**
 * What the probes on bare sockets share: an epoll set on each loop, sockets set up for a target,
 * and the interpretation of errors. Owned by the loop's thread.
 */
@NullMarked
package org.holdfast.health.socket;

import org.jspecify.annotations.NullMarked;
