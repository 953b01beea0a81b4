/**
 * The TCP probe: whether a connection is accepted. Owned by the check loop; nothing of TLS or of
 * what is said on a connection enters.
 */
@NullMarked
package org.holdfast.health.tcp;

import org.jspecify.annotations.NullMarked;
