/**
 * System calls by JNA, errno, capabilities, scheduling, memory locks. No other room uses
 * com.sun.jna.
 */
@NullMarked
package org.holdfast.linux;

import org.jspecify.annotations.NullMarked;
