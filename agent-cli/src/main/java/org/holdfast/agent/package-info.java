/**
 * The agent: main, the composition root, signals. The only place where rooms are wired to each
 * other.
 */
@NullMarked
package org.holdfast.agent;

import org.jspecify.annotations.NullMarked;
