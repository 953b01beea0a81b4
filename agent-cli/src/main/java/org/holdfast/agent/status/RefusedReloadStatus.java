package org.holdfast.agent.status;

/**
 * The last reload, which was refused: the running configuration is older than the file.
 *
 * @param time the time of the refusal in ISO 8601
 * @param errors number of errors
 * @param firstError the first error, with its position
 */
public record RefusedReloadStatus(String time, int errors, String firstError) {}
