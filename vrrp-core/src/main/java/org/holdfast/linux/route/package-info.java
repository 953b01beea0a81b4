/** Links, addresses, routes, rules and macvlans by rtnetlink. */
@NullMarked
package org.holdfast.linux.route;

import org.jspecify.annotations.NullMarked;
