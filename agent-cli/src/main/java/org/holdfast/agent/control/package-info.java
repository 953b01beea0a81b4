/**
 * The control socket: HTTP/1.1 and JSON on a Unix socket, on its own event loop. A request obtains
 * a snapshot from the other loops, with one task on each, and never blocks.
 */
@NullMarked
package org.holdfast.agent.control;

import org.jspecify.annotations.NullMarked;
