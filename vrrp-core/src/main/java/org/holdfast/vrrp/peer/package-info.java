/**
 * PURE. Compares the adverts and claims of other routers and hosts with our own terms. A
 * disagreement begins after a confirmation and ends when the router agrees again or falls silent.
 * Time is a parameter. No I/O, no logging, no clock; nothing here affects the election.
 */
@NullMarked
package org.holdfast.vrrp.peer;

import org.jspecify.annotations.NullMarked;
