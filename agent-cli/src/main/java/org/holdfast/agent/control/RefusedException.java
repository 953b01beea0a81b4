package org.holdfast.agent.control;

/** A refused request; the message tells the caller the reason and the way out. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param status an HTTP status, 400 to 499
   */
  public RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** The named object does not exist; the message names the existing ones. */
  public static RefusedException notFound(String message) {
    return new RefusedException(404, message);
  }

  /** The request is invalid. */
  public static RefusedException badRequest(String message) {
    return new RefusedException(400, message);
  }

  public int status() {
    return status;
  }
}
