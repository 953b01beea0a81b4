/**
 * The IPVS table: services, destinations, connection sync daemons. Records that all IPVS rooms
 * share.
 */
@NullMarked
package org.holdfast.ipvs;

import org.jspecify.annotations.NullMarked;
