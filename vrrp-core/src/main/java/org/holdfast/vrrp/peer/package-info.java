/**
 * PURE. What the routers around an instance say of themselves, and in what they disagree with us:
 * found after a confirmation, gone when they agree again or are silent. Time is a parameter. No
 * I/O, no logging, no clock; nothing here moves the election.
 */
@NullMarked
package org.holdfast.vrrp.peer;

import org.jspecify.annotations.NullMarked;
