/**
 * Tests of handover and restart without an interruption for clients, where Holdfast exceeds its
 * peers.
 */
@NullMarked
package org.holdfast.it.vrrp;

import org.jspecify.annotations.NullMarked;
