/**
 * The live screen of {@code holdfast top}. Everything but {@link org.holdfast.agent.top.TopCommand}
 * and {@link org.holdfast.agent.top.LiveStatus} is PURE: keys and reports change a state, and a
 * state and a size give the lines of a screen. Only {@code TopCommand} uses JLine, whose classes no
 * other command loads.
 */
@NullMarked
package org.holdfast.agent.top;

import org.jspecify.annotations.NullMarked;
