/**
 * BFD sessions at work: sockets, timers, and who is told. All of it belongs to the one thread
 * {@code bfd}, a Netty event loop that waits for nothing; what decides is in {@link
 * org.holdfast.health.bfd}.
 */
@NullMarked
package org.holdfast.health.bfd.io;

import org.jspecify.annotations.NullMarked;
