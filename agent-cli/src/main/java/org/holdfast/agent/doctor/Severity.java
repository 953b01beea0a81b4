package org.holdfast.agent.doctor;

/** The severity of a finding. */
public enum Severity {
  /** Something does not work, or will not work when it is needed. */
  ERROR,
  /** Something works but may stop working, or could not be read. */
  WARNING,
  /** The check passed. */
  OK
}
