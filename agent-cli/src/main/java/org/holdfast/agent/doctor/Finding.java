package org.holdfast.agent.doctor;

import java.util.Locale;

/**
 * The result of a check.
 *
 * @param what one line of description
 * @param mend the command that fixes the problem; empty if there is none
 * @param keep the command that makes the fix persistent across reboots; empty if the fix is
 *     persistent anyway
 */
public record Finding(DoctorCheck check, Severity severity, String what, String mend, String keep) {

  /** {@code error}, {@code warning} or {@code ok}. */
  public String word() {
    return severity.name().toLowerCase(Locale.ROOT);
  }
}
