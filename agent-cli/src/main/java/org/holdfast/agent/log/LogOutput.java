package org.holdfast.agent.log;

import java.io.IOException;

/** Where the log's thread writes entries. Used by that thread only, apart from creation. */
@FunctionalInterface
interface LogOutput {

  /**
   * Writes an entry; may wait for the reader.
   *
   * @throws IOException if there is no reader any longer
   */
  void write(LogEntry entry) throws IOException;

  /** Writes lines of a form. */
  static LogOutput lines(LogLine form, WholeLines out) {
    return entry -> out.write(form.of(entry));
  }
}
