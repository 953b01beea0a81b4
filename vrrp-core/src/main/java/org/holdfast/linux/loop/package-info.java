/**
 * Plain file descriptors on Netty's epoll loops, for every room that has sockets of its own. Knows
 * nothing of what they carry.
 */
@NullMarked
package org.holdfast.linux.loop;

import org.jspecify.annotations.NullMarked;
