/** Tracked processes: the kernel's news of them, and one thread that hears it. */
@NullMarked
package org.holdfast.health.process;

import org.jspecify.annotations.NullMarked;
