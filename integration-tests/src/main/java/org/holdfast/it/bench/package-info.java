/** Benchmarks: what a client sees of Holdfast and of keepalived, side by side in one lab. */
@NullMarked
package org.holdfast.it.bench;

import org.jspecify.annotations.NullMarked;
