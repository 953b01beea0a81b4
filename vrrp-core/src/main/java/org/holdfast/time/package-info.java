/** Clocks and measured spans of time. Independent of all other packages. */
@NullMarked
package org.holdfast.time;

import org.jspecify.annotations.NullMarked;
