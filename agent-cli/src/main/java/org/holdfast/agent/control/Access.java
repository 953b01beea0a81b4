package org.holdfast.agent.control;

/** What a request does to the agent, and so who may make it. */
public enum Access {
  /** Changes nothing: everyone who may open the socket. */
  READ,
  /**
   * Changes what the agent does, or shows more than everyone should see: root, the agent's own user
   * and the members of the configured group.
   */
  CHANGE,
  /** Shows what the configuration's file holds, passwords too: root and the agent's own user. */
  OWN
}
