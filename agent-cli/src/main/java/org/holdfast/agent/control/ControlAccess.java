package org.holdfast.agent.control;

import org.jspecify.annotations.Nullable;

/**
 * The groups with access to the control socket. Root and the agent's own user always have full
 * access.
 *
 * @param group the group whose members may open the socket and read; if it does not exist, only
 *     root and the agent's own user may
 * @param changeGroup the group whose members may also make changes, if they can open the socket;
 *     null for none
 */
public record ControlAccess(String group, @Nullable String changeGroup) {

  /** The group {@code holdfast} may read; only root and the agent's own user may make changes. */
  public static final ControlAccess DEFAULT = new ControlAccess("holdfast", null);
}
