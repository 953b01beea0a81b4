/**
 * Keeps the kernel's IPVS table, its sync daemons and its timeouts as they are wanted: applies
 * changes, reads back, repairs, and tells. {@link org.holdfast.ipvs.run.IpvsSync} may be called by
 * any thread; everything behind it belongs to the one loop that it is given.
 */
@NullMarked
package org.holdfast.ipvs.run;

import org.jspecify.annotations.NullMarked;
