package org.holdfast.agent.config.document;

/**
 * Where something stands.
 *
 * @param line from 1
 * @param column from 1, in characters; where parameters were put in, of the line that they make
 */
public record FilePosition(String file, int line, int column) {}
