package org.holdfast.agent.config.keepalived;

/** A line without comments, with its parameters put in. Its column is 1. */
record Line(Place place, String text) {}
