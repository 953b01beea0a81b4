/** What every room of a probe offers, and what the engine that runs them relies on. */
@NullMarked
package org.holdfast.health.probe;

import org.jspecify.annotations.NullMarked;
