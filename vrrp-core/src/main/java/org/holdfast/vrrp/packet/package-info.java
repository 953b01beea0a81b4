/**
 * PURE. Bytes to records and back: VRRPv2 and v3, AH, the HMAC trailer, ARP announcements,
 * unsolicited neighbour advertisements, IPv4 headers, checksums. Parsing never throws. State that
 * lasts from packet to packet is held in {@link org.holdfast.vrrp.packet.Proof}, which belongs to
 * the instance's thread. No I/O, no logging, no clock; besides {@code java..} only {@code
 * javax.crypto}, for the digests.
 */
@NullMarked
package org.holdfast.vrrp.packet;

import org.jspecify.annotations.NullMarked;
