/**
 * The orders of operators to the running agent, the file that keeps them across a restart, and the
 * service that accepts, carries out and ends them. Only {@link org.holdfast.agent.orders.OrderFile}
 * reads and writes a file; instants of the wall clock are parameters.
 */
@NullMarked
package org.holdfast.agent.orders;

import org.jspecify.annotations.NullMarked;
