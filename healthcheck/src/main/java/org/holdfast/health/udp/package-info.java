/** The UDP probe: a datagram is not refused, or is answered as it should be. */
@NullMarked
package org.holdfast.health.udp;

import org.jspecify.annotations.NullMarked;
