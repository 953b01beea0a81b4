/**
 * What operators have ordered of the running agent, and the file that keeps it over a restart. PURE
 * but for {@link org.holdfast.agent.orders.OrderFile}: instants of the wall clock are parameters.
 */
@NullMarked
package org.holdfast.agent.orders;

import org.jspecify.annotations.NullMarked;
