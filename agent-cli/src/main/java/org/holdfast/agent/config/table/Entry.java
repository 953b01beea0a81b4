package org.holdfast.agent.config.table;

/** One value of a list or of a mapping with names, and its position. */
public record Entry<T>(T value, NodePosition spot) {}
