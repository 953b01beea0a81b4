package org.holdfast.agent.control;

/** A refused request; the message gives the reason and the remedy. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** The status of an order whose effect is to be confirmed, by {@code force=true}. */
  public static final int NEEDS_FORCE = 412;

  private final int status;

  /**
   * @param status an HTTP status, 400 to 499
   */
  public RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /**
   * Returns a refusal because the named object does not exist; the message names the existing ones.
   */
  public static RefusedException notFound(String message) {
    return new RefusedException(404, message);
  }

  /** Returns a refusal of an invalid request. */
  public static RefusedException badRequest(String message) {
    return new RefusedException(400, message);
  }

  public int status() {
    return status;
  }
}
