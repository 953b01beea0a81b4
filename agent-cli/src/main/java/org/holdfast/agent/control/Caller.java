package org.holdfast.agent.control;

/**
 * The process at the other end of the socket, as the kernel reports it (SO_PEERCRED).
 *
 * @param pid 0 if the process is in another pid namespace
 */
public record Caller(int pid, int uid, int gid) {

  /** Returns {@code uid 1000}; {@link UserNames} finds the name. */
  public String words() {
    return "uid " + uid;
  }
}
