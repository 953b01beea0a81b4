/**
 * PURE. The state machine of one virtual router: state and event in, state and effects out; time is
 * a parameter. No I/O, no logging, no clock, no randomness.
 */
@NullMarked
package org.holdfast.vrrp.election;

import org.jspecify.annotations.NullMarked;
