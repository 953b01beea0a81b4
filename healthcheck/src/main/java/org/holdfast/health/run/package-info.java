/** The shell around the decisions: what runs when, who is told, what the log says. */
@NullMarked
package org.holdfast.health.run;

import org.jspecify.annotations.NullMarked;
