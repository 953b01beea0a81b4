/**
 * What the probes that have bare sockets share: an epoll set on each loop, sockets set up as a
 * target wants them, and what an error says of the server. Owned by the loop's thread.
 */
@NullMarked
package org.holdfast.health.socket;

import org.jspecify.annotations.NullMarked;
