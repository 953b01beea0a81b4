package org.holdfast.agent.control;

/** What a request does to the agent, and so who may make it. */
public enum Access {
  /** Changes nothing: everyone who may open the socket. */
  READ,
  /**
   * Changes what the agent does, or shows secrets: root, and the members of the configured group.
   */
  CHANGE
}
