/**
 * The nemesis: a pair of agents under clients' probes that suffers faults at random, one seed after
 * another, and judges from outside of what clients see.
 */
@NullMarked
package org.holdfast.it.nemesis;

import org.jspecify.annotations.NullMarked;
