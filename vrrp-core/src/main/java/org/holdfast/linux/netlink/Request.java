package org.holdfast.linux.netlink;

import java.util.function.Consumer;

/**
 * A request to the kernel.
 *
 * @param operation the request in messages: {@code add 10.0.0.9/24 dev eth0}
 * @param type the message's type
 * @param flags NLM_F_* in addition to those that the socket sets itself (REQUEST, ACK, DUMP)
 * @param body writes the message after the header
 */
public record Request(String operation, int type, int flags, Consumer<MessageWriter> body) {

  /** NLM_F_EXCL: fail if the object already exists. */
  public static final int EXCLUSIVE = 0x200;

  /** NLM_F_REPLACE: replace an existing object. */
  public static final int REPLACE = 0x100;

  /** NLM_F_CREATE: create the object if it does not exist. */
  public static final int CREATE = 0x400;

  /** NLM_F_APPEND: add the object after others in its place. */
  public static final int APPEND = 0x800;
}
