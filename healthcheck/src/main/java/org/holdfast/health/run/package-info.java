/** The shell around the decisions: schedules runs, notifies listeners and writes the log. */
@NullMarked
package org.holdfast.health.run;

import org.jspecify.annotations.NullMarked;
