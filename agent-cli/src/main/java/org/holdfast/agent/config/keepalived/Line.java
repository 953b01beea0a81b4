package org.holdfast.agent.config.keepalived;

/**
 * A line without comments, with its parameters put in; or a brace alone.
 *
 * @param place where {@code text} begins
 */
record Line(Place place, String text) {}
