package org.holdfast.agent.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.holdfast.net.Printable;

/**
 * Writes the agent's answers to a terminal. They may contain text from servers and peers, so
 * characters that would move the cursor, change its colour or hide text become question marks.
 */
final class ShownWriter extends FilterWriter {

  private ShownWriter(Writer out) {
    super(out);
  }

  /** Wraps a writer; each line is flushed. */
  static PrintWriter to(PrintWriter out) {
    return new PrintWriter(new ShownWriter(out), true);
  }

  @Override
  public void write(String text, int offset, int length) throws IOException {
    out.write(Printable.lines(text.substring(offset, offset + length)));
  }

  @Override
  public void write(char[] text, int offset, int length) throws IOException {
    out.write(Printable.lines(new String(text, offset, length)));
  }

  @Override
  public void write(int character) throws IOException {
    out.write(Printable.lines(String.valueOf((char) character)));
  }
}
