/** Tests of tracks and checks with real agents, and of BFD with real peers. */
@NullMarked
package org.holdfast.it.health;

import org.jspecify.annotations.NullMarked;
