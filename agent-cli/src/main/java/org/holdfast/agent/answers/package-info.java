/**
 * Serves information about the running agent: status, explanations, events, metrics and dumps, all
 * built from one snapshot of the parts.
 */
@NullMarked
package org.holdfast.agent.answers;

import org.jspecify.annotations.NullMarked;
