/** The interface of every kind of probe, on which the engine relies. */
@NullMarked
package org.holdfast.health.probe;

import org.jspecify.annotations.NullMarked;
