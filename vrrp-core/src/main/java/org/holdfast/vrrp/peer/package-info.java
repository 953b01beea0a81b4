/**
 * PURE. What the routers around an instance claim, and where they disagree with us. A disagreement
 * begins after a confirmation and ends when the router agrees again or falls silent. Time is a
 * parameter. No I/O, no logging, no clock; nothing here affects the election.
 */
@NullMarked
package org.holdfast.vrrp.peer;

import org.jspecify.annotations.NullMarked;
