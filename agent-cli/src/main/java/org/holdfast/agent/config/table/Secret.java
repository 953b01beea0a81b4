package org.holdfast.agent.config.table;

/**
 * A secret in a structure for comparison. Two secrets are equal if their values are equal; {@link
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
