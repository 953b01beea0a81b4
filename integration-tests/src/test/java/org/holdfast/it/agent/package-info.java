/** The agent as an operator meets it: its commands, its answers, its log, its refusals. */
@NullMarked
package org.holdfast.it.agent;

import org.jspecify.annotations.NullMarked;
