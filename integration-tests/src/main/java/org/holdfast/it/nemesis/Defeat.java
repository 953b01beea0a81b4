package org.holdfast.it.nemesis;

/** A step that the pair did not survive as it should. */
public final class Defeat extends AssertionError {
  private static final long serialVersionUID = 1L;

  Defeat(String message) {
    super(message);
  }
}
