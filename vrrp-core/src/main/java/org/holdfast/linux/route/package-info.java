/**
 * Links, addresses, routes and rules by rtnetlink: records, their codecs (PURE and total), and
 * access to the kernel's tables. {@link org.holdfast.linux.route.RouteKernel} belongs to the kernel
 * loop. The objects that we add have the protocol number {@link
 * org.holdfast.linux.route.RouteKernel#PROTOCOL}.
 */
@NullMarked
package org.holdfast.linux.route;

import org.jspecify.annotations.NullMarked;
