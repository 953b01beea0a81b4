/**
 * Plain file descriptors on Netty's epoll loops, for every package that has its own sockets.
 * Independent of what the descriptors carry.
 */
@NullMarked
package org.holdfast.linux.loop;

import org.jspecify.annotations.NullMarked;
