/**
 * The lab: a switch, directors and clients in network namespaces, with real peers and packet
 * validation by tshark. The tests, the benchmarks and the example share it. It needs root or user
 * namespaces, and does not affect anything outside the namespaces that it creates.
 */
@NullMarked
package org.holdfast.it.lab;

import org.jspecify.annotations.NullMarked;
