package org.holdfast.agent.log;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Formats an exception as a single line, so that the journal stores it as one record. */
final class StackTraces {

  private StackTraces() {}

  static String oneLine(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString().strip().replaceAll("\\R\\t+at ", " < ").replaceAll("\\R\\s*", " ");
  }
}
