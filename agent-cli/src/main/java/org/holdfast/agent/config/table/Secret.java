package org.holdfast.agent.config.table;

/**
 * A secret in a structure that is compared: two are equal when the values are, and no text shows
 * it.
 *
 * @param shown what stands in the place of the value
 */
public record Secret(Object value, Object shown) {

  @Override
  public String toString() {
    return shown.toString();
  }
}
