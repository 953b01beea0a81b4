/**
 * Benchmarks that compare, in one lab, what a client experiences with Holdfast and with keepalived.
 */
@NullMarked
package org.holdfast.it.bench;

import org.jspecify.annotations.NullMarked;
