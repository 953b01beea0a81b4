package org.holdfast.linux.netlink;

import java.util.function.Consumer;

/**
 * Something to ask of the kernel.
 *
 * @param operation what it is in messages: {@code add 10.0.0.9/24 dev eth0}
 * @param type the message's type
 * @param flags NLM_F_* beyond those that the socket adds for itself (REQUEST, ACK, DUMP)
 * @param body writes what follows the header
 */
public record Request(String operation, int type, int flags, Consumer<MessageWriter> body) {

  /** NLM_F_EXCL: fail if it is there already. */
  public static final int EXCLUSIVE = 0x200;

  /** NLM_F_REPLACE: take the place of what is there. */
  public static final int REPLACE = 0x100;

  /** NLM_F_CREATE: make it if it is not there. */
  public static final int CREATE = 0x400;
}
