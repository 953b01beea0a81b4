/**
 * Netlink messages, attributes and sockets for any protocol: rtnetlink and generic netlink build on
 * this package, and nothing specific to them belongs here. A {@link
 * org.holdfast.linux.netlink.NetlinkSocket} is confined to one thread that may wait for a bounded
 * time, such as the kernel loop; a {@link org.holdfast.linux.netlink.NetlinkSubscription} may be
 * used on any event loop. The parsers are PURE and total.
 */
@NullMarked
package org.holdfast.linux.netlink;

import org.jspecify.annotations.NullMarked;
