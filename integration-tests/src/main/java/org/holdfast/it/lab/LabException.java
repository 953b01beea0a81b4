package org.holdfast.it.lab;

/** A failure of the lab itself (one of its own commands), not of the router under test. */
public final class LabException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LabException(String message) {
    super(message);
  }

  LabException(String message, Throwable cause) {
    super(message, cause);
  }
}
