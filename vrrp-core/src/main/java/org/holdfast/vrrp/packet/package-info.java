/**
 * PURE. Bytes to records and back: VRRPv2 and v3, AH, the HMAC trailer, ARP announcements,
 * unsolicited neighbour advertisements, IPv4 headers, checksums. Parsing is total. No I/O, no
 * logging, no clock.
 */
@NullMarked
package org.holdfast.vrrp.packet;

import org.jspecify.annotations.NullMarked;
