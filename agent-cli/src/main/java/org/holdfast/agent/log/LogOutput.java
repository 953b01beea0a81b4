package org.holdfast.agent.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Where the log's thread writes entries. Used by that thread only, apart from creation. */
@FunctionalInterface
interface LogOutput {

  /**
   * Writes an entry; may wait for the reader.
   *
   * @throws IOException if there is no reader any longer
   */
  void write(LogEntry entry) throws IOException;

  /** Writes lines of a form to a stream. */
  static LogOutput lines(LogLine form, OutputStream out) {
    return entry -> out.write(form.of(entry).getBytes(StandardCharsets.UTF_8));
  }
}
