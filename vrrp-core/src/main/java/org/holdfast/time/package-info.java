/** Clocks and measured spans of time. Knows nothing of the rest. */
@NullMarked
package org.holdfast.time;

import org.jspecify.annotations.NullMarked;
