package org.holdfast.agent.cli;

/**
 * What {@code holdfast} exits with. Part of the contract with scripts and systemd: numbers never
 * change.
 */
public enum ExitStatus {
  /** All went well. */
  OK(0),
  /** Something failed that is none of the below; the last line on standard error says what. */
  FAILED(1),
  /** The command line or the configuration is wrong; nothing was touched. */
  CONFIGURATION(2),
  /** No agent answers on the control socket. */
  NOT_RUNNING(3),
  /** A capability is missing, as keepalived's status 4; nothing was touched. */
  NOT_PERMITTED(4),
  /** Another agent runs on the same control socket; nothing was touched. */
  ALREADY_RUNNING(5);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  public int code() {
    return code;
  }
}
