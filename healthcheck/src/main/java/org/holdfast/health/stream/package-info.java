/**
 * One conversation of a probe over TCP or TLS, shared by the rooms with such protocols: connecting,
 * the handshake, the meaning of errors, and closing. A conversation belongs to its loop's thread;
 * the workers of {@link org.holdfast.health.stream.Streams} read files and compute handshakes.
 * Names are never looked up, and the caller of a probe enforces its timeout.
 */
@NullMarked
package org.holdfast.health.stream;

import org.jspecify.annotations.NullMarked;
