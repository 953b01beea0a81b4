/** The ping probe: ICMP echo for both families, and its codec, which is pure. */
@NullMarked
package org.holdfast.health.ping;

import org.jspecify.annotations.NullMarked;
