package org.holdfast.agent.control;

/** A request that cannot be granted: its message is for the caller, with the way out. */
public final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final int status;

  /**
   * @param status of HTTP, 400 to 499
   */
  public RefusedException(int status, String message) {
    super(message);
    this.status = status;
  }

  /** There is no such thing: the message says what there is. */
  public static RefusedException notFound(String message) {
    return new RefusedException(404, message);
  }

  /** The request says something that cannot be. */
  public static RefusedException badRequest(String message) {
    return new RefusedException(400, message);
  }

  public int status() {
    return status;
  }
}
