package org.holdfast.agent.log;

/** The configured form of the log. */
public enum LogFormat {
  /** Entries with fields for the journal if it reads standard error, lines of text otherwise. */
  AUTO,
  /** Lines of text. */
  TEXT,
  /** One JSON object on each line. */
  JSON
}
