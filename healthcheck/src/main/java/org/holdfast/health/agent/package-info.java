/**
 * HAProxy's agent check: the server says in a word how it is, and how much it can bear. On the
 * loop's thread of each probe.
 */
@NullMarked
package org.holdfast.health.agent;

import org.jspecify.annotations.NullMarked;
