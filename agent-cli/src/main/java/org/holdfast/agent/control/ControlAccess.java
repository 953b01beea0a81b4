package org.holdfast.agent.control;

import org.jspecify.annotations.Nullable;

/**
 * The groups with access to the control socket. Root and the agent's own user always have full
 * access.
 *
 * @param group its members may open the socket and read; if the group does not exist, no other user
 *     may
 * @param changeGroup its members may also change things, if they can open the socket; null for none
 */
public record ControlAccess(String group, @Nullable String changeGroup) {

  /** The group {@code holdfast} may read, only root may change. */
  public static final ControlAccess DEFAULT = new ControlAccess("holdfast", null);
}
