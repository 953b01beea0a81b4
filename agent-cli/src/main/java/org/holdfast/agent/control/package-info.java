/**
 * The control socket: HTTP/1.1 and JSON on a Unix socket, on its own event loop. A request asks the
 * other loops for a snapshot, with one task on each, and never blocks.
 */
@NullMarked
package org.holdfast.agent.control;

import org.jspecify.annotations.NullMarked;
