package org.holdfast.agent.config.table;

/** One of several values, in a list or under a name, and where it stands. */
public record Entry<T>(T value, Spot spot) {}
