/**
 * The shared parts of the probes on bare sockets: an epoll set on each loop, sockets set up for a
 * target, and the interpretation of errors. Confined to the loop's thread.
 */
@NullMarked
package org.holdfast.health.socket;

import org.jspecify.annotations.NullMarked;
