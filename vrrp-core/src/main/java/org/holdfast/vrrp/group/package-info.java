/**
 * PURE. Sync groups, which join instances, and tracks, which change their effective priority. No
 * I/O, no logging, no clock.
 */
@NullMarked
package org.holdfast.vrrp.group;

import org.jspecify.annotations.NullMarked;
