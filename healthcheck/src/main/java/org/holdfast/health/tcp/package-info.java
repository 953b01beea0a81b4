/**
 * The TCP probe: whether a connection is accepted. Confined to the check loop; TLS and the data on
 * a connection are outside its scope.
 */
@NullMarked
package org.holdfast.health.tcp;

import org.jspecify.annotations.NullMarked;
