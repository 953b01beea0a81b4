package org.holdfast.agent.control;

/** The access that a request needs, which determines the callers that may make it. */
public enum Access {
  /** Changes nothing: every caller that can open the socket. */
  READ,
  /**
   * Changes what the agent does, or shows more than every caller should see: root, the agent's own
   * user and the members of the configured group.
   */
  CHANGE,
  /** Shows the configuration file with its passwords: root and the agent's own user. */
  OWN
}
