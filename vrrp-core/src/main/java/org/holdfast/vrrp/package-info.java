/**
 * The records that all VRRP rooms share, such as addresses, election terms and an instance's
 * configuration. Immutable values; no thread owns them. No I/O, no clock.
 */
@NullMarked
package org.holdfast.vrrp;

import org.jspecify.annotations.NullMarked;
