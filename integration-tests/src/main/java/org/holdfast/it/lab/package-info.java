/**
 * The lab: a switch, directors and clients in network namespaces, with real peers and a packet
 * judge. Tests, the bench and the example share it. It needs root or user namespaces, and touches
 * nothing outside the namespaces it made.
 */
@NullMarked
package org.holdfast.it.lab;

import org.jspecify.annotations.NullMarked;
