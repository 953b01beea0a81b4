/**
 * PURE. Results of probes and their consequences: rise, fall, retry, quorum, weights. No I/O, no
 * logging, no clock.
 */
@NullMarked
package org.holdfast.health;

import org.jspecify.annotations.NullMarked;
