/**
 * Scripts as children: the rules for what may be run, and one thread that starts scripts, reads
 * their output and ends them in time. Track scripts, checks and notifications all run here. Only
 * methods that promise to return at once may be called on an event loop's thread.
 */
@NullMarked
package org.holdfast.health.script;

import org.jspecify.annotations.NullMarked;
