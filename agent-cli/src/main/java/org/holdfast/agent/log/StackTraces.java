package org.holdfast.agent.log;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Formats exceptions as one log line, so that each is one record of the journal. */
final class StackTraces {

  private StackTraces() {}

  static String oneLine(Throwable thrown) {
    var text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text, true));
    return text.toString()
        .strip()
        .replace("\n\tat ", " < ")
        .replace("\n\t", " ")
        .replace('\n', ' ');
  }
}
