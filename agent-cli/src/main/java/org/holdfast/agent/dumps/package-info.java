/**
 * The state of the agent in keepalived's own forms, JSON and text, for programs that read
 * keepalived's files. PURE.
 */
@NullMarked
package org.holdfast.agent.dumps;

import org.jspecify.annotations.NullMarked;
