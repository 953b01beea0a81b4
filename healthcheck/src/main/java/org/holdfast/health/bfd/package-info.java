/**
 * PURE. Bidirectional forwarding detection: the control packet and the state machine (RFC 5880,
 * asynchronous mode). No I/O, no logging, no clock, and no random numbers except those passed in.
 */
@NullMarked
package org.holdfast.health.bfd;

import org.jspecify.annotations.NullMarked;
