package org.holdfast.agent.control;

/**
 * Who is at the other end of the socket, as the kernel says (SO_PEERCRED).
 *
 * @param pid 0 when the process is in another pid namespace
 */
public record Caller(int pid, int uid, int gid) {

  /** For logs and for the owner of an order. */
  public String words() {
    return "uid " + uid;
  }
}
