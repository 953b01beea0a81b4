/**
 * Links, addresses, routes and rules by rtnetlink: records, their codecs (PURE and total), and the
 * kernel's tables behind them. {@link org.holdfast.linux.route.RouteKernel} belongs to the kernel
 * loop. What we add carries {@link org.holdfast.linux.route.RouteKernel#PROTOCOL}.
 */
@NullMarked
package org.holdfast.linux.route;

import org.jspecify.annotations.NullMarked;
