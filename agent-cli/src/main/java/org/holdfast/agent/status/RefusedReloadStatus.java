package org.holdfast.agent.status;

/**
 * The last reload, when it was refused: the agent runs an earlier configuration than the file says.
 *
 * @param time of the refusal, in ISO 8601
 * @param errors how many there were
 * @param firstError the first of them, with its place
 */
public record RefusedReloadStatus(String time, int errors, String firstError) {

  /** A line for people. */
  String words() {
    return "the reload of "
        + time
        + " was refused, an earlier configuration runs: "
        + firstError
        + (errors > 1 ? " (and " + (errors - 1) + " more)" : "");
  }
}
