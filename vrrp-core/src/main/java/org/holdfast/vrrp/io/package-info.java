/**
 * The shell around the election: raw sockets, timers, addresses, announcements.
 *
 * <p>Everything in this package is confined to one of two event loops. The election loop owns
 * instances, their sockets and their timers; it reads packets, decides, sends adverts, and never
 * waits. The kernel loop owns netlink, the addresses and their announcements. They pass tasks to
 * each other by {@code execute}. Packets are parsed and decisions made in pure packages.
 */
@NullMarked
package org.holdfast.vrrp.io;

import org.jspecify.annotations.NullMarked;
