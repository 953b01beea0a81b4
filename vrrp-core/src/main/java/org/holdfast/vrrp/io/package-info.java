/**
 * The shell around the election: raw sockets, timers, addresses, announcements.
 *
 * <p>Two event loops own everything here. The election loop owns instances, their sockets and their
 * timers; it reads, decides, advertises, and never waits. The kernel loop owns netlink, the
 * addresses and their announcements. They hand each other messages by {@code execute}. Packets are
 * parsed and decisions made in the pure rooms.
 */
@NullMarked
package org.holdfast.vrrp.io;

import org.jspecify.annotations.NullMarked;
