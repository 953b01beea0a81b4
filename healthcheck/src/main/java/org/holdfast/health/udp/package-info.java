/** The UDP probe: a datagram must be answered, or must at least not be refused. */
@NullMarked
package org.holdfast.health.udp;

import org.jspecify.annotations.NullMarked;
