/**
 * Netlink messages, attributes and sockets, for whatever protocol: rtnetlink and generic netlink
 * build on it and none of theirs enters. A {@link org.holdfast.linux.netlink.NetlinkSocket} belongs
 * to one thread that may wait a bounded time, the kernel loop; a {@link
 * org.holdfast.linux.netlink.NetlinkSubscription} to any event loop. The parsers are PURE and
 * total.
 */
@NullMarked
package org.holdfast.linux.netlink;

import org.jspecify.annotations.NullMarked;
