/**
 * The control socket: HTTP/1.1 and JSON on a Unix socket, on an event loop of its own. A request
 * asks the loops for a snapshot, as one task on each, and waits for nothing.
 */
@NullMarked
package org.holdfast.agent.control;

import org.jspecify.annotations.NullMarked;
