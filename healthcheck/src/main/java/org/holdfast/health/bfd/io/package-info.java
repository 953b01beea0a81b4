/**
 * Runs BFD sessions: sockets, timers and reports. All of it belongs to the one thread {@code bfd},
 * a Netty event loop that never waits; the decisions are made in {@link org.holdfast.health.bfd}.
 */
@NullMarked
package org.holdfast.health.bfd.io;

import org.jspecify.annotations.NullMarked;
