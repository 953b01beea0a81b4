/**
 * The DNS probe: a question, and the evaluation of its answer. Messages are read without I/O; names
 * are read by Netty's codec.
 */
@NullMarked
package org.holdfast.health.dns;

import org.jspecify.annotations.NullMarked;
