/** Health in the lab: tracks and checks of real agents, BFD with real peers. */
@NullMarked
package org.holdfast.it.health;

import org.jspecify.annotations.NullMarked;
