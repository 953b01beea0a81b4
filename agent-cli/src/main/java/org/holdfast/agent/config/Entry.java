package org.holdfast.agent.config;

/** One of several values, in a list or under a name, and where it stands. */
record Entry<T>(T value, Spot spot) {}
