package org.holdfast.agent.control;

import org.jspecify.annotations.Nullable;

/**
 * Who may do what at the control socket, beside root and the agent's own user, who may do all.
 *
 * @param group who may open the socket and read; when there is no such group, nobody else
 * @param changeGroup whose members, if they may open the socket, may change things too; null for
 *     nobody
 */
public record ControlAccess(String group, @Nullable String changeGroup) {

  /** The group {@code holdfast} reads, root alone changes. */
  public static final ControlAccess DEFAULT = new ControlAccess("holdfast", null);
}
