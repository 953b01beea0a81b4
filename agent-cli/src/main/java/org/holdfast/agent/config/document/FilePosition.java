package org.holdfast.agent.config.document;

/**
 * A position in a file of a configuration.
 *
 * @param line from 1
 * @param column from 1, in characters; if the line has parameters, counted after their expansion
 */
public record FilePosition(String file, int line, int column) {}
