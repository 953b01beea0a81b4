package org.holdfast.agent.config.table;

/**
 * A secret in a structure that is compared: two are equal if their values are, and {@link
 * #toString} does not show the value.
 *
 * @param shown what is printed instead of the value
 */
public record Secret(Object value, Object shown) {

  @Override
  public String toString() {
    return shown.toString();
  }
}
