/**
 * PURE. Whether a link counts as up for the instances that need it. Time is a parameter. No I/O, no
 * logging, no clock.
 */
@NullMarked
package org.holdfast.vrrp.link;

import org.jspecify.annotations.NullMarked;
