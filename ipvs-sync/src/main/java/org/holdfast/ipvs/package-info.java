/**
 * The IPVS table: services, destinations, connection sync daemons. Records that all rooms of IPVS
 * share.
 */
@NullMarked
package org.holdfast.ipvs;

import org.jspecify.annotations.NullMarked;
