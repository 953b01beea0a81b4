/**
 * PURE. What joins instances and what feeds their priority: sync groups, tracks to effective
 * priority. No I/O, no logging, no clock.
 */
@NullMarked
package org.holdfast.vrrp.group;

import org.jspecify.annotations.NullMarked;
