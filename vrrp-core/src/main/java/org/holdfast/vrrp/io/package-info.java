/**
 * The shell around the election: raw sockets on an epoll loop, timers, addresses and announcements.
 * The election loop owns every instance here.
 */
@NullMarked
package org.holdfast.vrrp.io;

import org.jspecify.annotations.NullMarked;
