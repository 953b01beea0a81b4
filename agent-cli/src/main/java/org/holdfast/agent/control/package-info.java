/**
 * The control socket: HTTP/1.1 and JSON on a Unix socket, on an event loop of its own. Requests are
 * answered from snapshots; nothing here touches the election.
 */
@NullMarked
package org.holdfast.agent.control;

import org.jspecify.annotations.NullMarked;
