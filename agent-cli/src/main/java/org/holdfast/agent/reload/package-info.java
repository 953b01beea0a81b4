/** The differences between two configurations, by the keys of the file. Pure: does no I/O. */
@NullMarked
package org.holdfast.agent.reload;

import org.jspecify.annotations.NullMarked;
