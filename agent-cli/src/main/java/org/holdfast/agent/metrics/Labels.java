package org.holdfast.agent.metrics;

/**
 * The labels of a sample.
 *
 * @param text as in its line: <code>{service="web"}</code>; empty for none
 */
record Labels(String text) {

  static final Labels EMPTY = new Labels("");
}
