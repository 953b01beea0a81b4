/**
 * HAProxy's agent check: the server reports its own state and capacity in a few words. Runs on the
 * loop's thread of each probe.
 */
@NullMarked
package org.holdfast.health.agent;

import org.jspecify.annotations.NullMarked;
