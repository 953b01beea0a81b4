/**
 * Tracked processes: the kernel's notifications about them, and the one thread that receives them.
 */
@NullMarked
package org.holdfast.health.process;

import org.jspecify.annotations.NullMarked;
