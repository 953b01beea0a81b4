/**
 * The DNS probe: a question, and what its answer says. Messages are read without I/O; names by
 * Netty's codec.
 */
@NullMarked
package org.holdfast.health.dns;

import org.jspecify.annotations.NullMarked;
