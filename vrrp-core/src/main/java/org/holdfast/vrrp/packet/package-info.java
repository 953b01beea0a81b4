/**
 * PURE. Bytes to records and back: VRRPv2 and v3, AH, the HMAC trailer, ARP announcements,
 * unsolicited neighbour advertisements, IPv4 headers, checksums. Parsing is total. What must be
 * remembered from packet to packet stands in {@link org.holdfast.vrrp.packet.Proof}, and belongs to
 * the instance's thread. No I/O, no logging, no clock; beyond {@code java..} nothing but {@code
 * javax.crypto}, for the digests.
 */
@NullMarked
package org.holdfast.vrrp.packet;

import org.jspecify.annotations.NullMarked;
