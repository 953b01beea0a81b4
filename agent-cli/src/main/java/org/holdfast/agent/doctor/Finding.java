package org.holdfast.agent.doctor;

import java.util.Locale;

/**
 * What one look found.
 *
 * @param what in one line
 * @param mend the command that mends it; empty when none does
 * @param keep the command that makes the mending survive a reboot; empty when it does anyway
 */
public record Finding(Check check, Severity severity, String what, String mend, String keep) {

  /** {@code error}, {@code warning} or {@code ok}. */
  public String word() {
    return severity.name().toLowerCase(Locale.ROOT);
  }
}
