/**
 * The orders of operators to the running agent, the file that keeps them across a restart, and the
 * service that accepts, carries out and ends them. Only {@link org.holdfast.agent.orders.OrderFile}
 * and {@link org.holdfast.agent.orders.Owners} read or write files; instants of the wall clock are
 * parameters.
 */
@NullMarked
package org.holdfast.agent.orders;

import org.jspecify.annotations.NullMarked;
