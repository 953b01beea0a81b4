/**
 * Reports changes through events, notify commands, hooks, FIFOs, mail and webhooks; runs the
 * operator's programs.
 */
@NullMarked
package org.holdfast.agent.publish;

import org.jspecify.annotations.NullMarked;
