/**
 * PURE. Bidirectional forwarding detection: the control packet and what follows from one (RFC 5880,
 * asynchronous mode). No I/O, no logging, no clock, no random numbers but those passed in.
 */
@NullMarked
package org.holdfast.health.bfd;

import org.jspecify.annotations.NullMarked;
