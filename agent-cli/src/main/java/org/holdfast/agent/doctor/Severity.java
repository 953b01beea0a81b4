package org.holdfast.agent.doctor;

/** How bad a finding is. */
public enum Severity {
  /** Something does not work, or will not when it is needed. */
  ERROR,
  /** Something works and may stop to, or could not be seen. */
  WARNING,
  /** Looked at, and well. */
  OK
}
