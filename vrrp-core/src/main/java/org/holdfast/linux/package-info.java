/**
 * System calls by JNA, errno, capabilities, scheduling, memory locks. The only room that touches
 * com.sun.jna.
 */
@NullMarked
package org.holdfast.linux;

import org.jspecify.annotations.NullMarked;
