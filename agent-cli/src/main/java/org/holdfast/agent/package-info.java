/**
 * The agent's main class and composition root. The only package that wires the rooms to each other.
 */
@NullMarked
package org.holdfast.agent;

import org.jspecify.annotations.NullMarked;
