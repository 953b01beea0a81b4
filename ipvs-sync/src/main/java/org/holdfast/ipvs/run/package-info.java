/**
 * Keeps the kernel's IPVS table, its sync daemons and its timeouts in the wanted state: applies
 * changes, reads back, repairs, and reports. Any thread may call {@link
 * org.holdfast.ipvs.run.IpvsSync}; everything behind it belongs to the one loop that it is given.
 */
@NullMarked
package org.holdfast.ipvs.run;

import org.jspecify.annotations.NullMarked;
