/** Netlink messages, attributes and the socket. */
@NullMarked
package org.holdfast.linux.netlink;

import org.jspecify.annotations.NullMarked;
