/**
 * Scripts as children: who may run what, and one thread that starts them, listens to them and ends
 * them in time. Track scripts, checks and notifications all run here. Nothing of it may be called
 * on an event loop's thread but what says that it comes back at once.
 */
@NullMarked
package org.holdfast.health.script;

import org.jspecify.annotations.NullMarked;
