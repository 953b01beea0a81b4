/**
 * The records that all rooms of VRRP share: addresses, adverts' terms, an instance's configuration.
 * Immutable values; no thread owns them. No I/O, no clock.
 */
@NullMarked
package org.holdfast.vrrp;

import org.jspecify.annotations.NullMarked;
