/**
 * One conversation of a probe over TCP or TLS, shared by the rooms whose protocols are spoken so:
 * dialling, the handshake, what an error means, and hanging up. A conversation belongs to its
 * loop's thread; the workers of {@link org.holdfast.health.stream.Streams} read files and do the
 * arithmetic of handshakes. Looks no name up, keeps no time: whoever runs a probe does.
 */
@NullMarked
package org.holdfast.health.stream;

import org.jspecify.annotations.NullMarked;
