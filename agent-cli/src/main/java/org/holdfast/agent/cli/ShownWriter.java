package org.holdfast.agent.cli;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import org.holdfast.net.Printable;

/**
 * Writes to a terminal what an agent has answered, which may hold words of servers and peers: what
 * would move the cursor, change its colour or hide text goes out as question marks.
 */
final class ShownWriter extends FilterWriter {

  private ShownWriter(Writer out) {
    super(out);
  }

  /** The same, line by line. */
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
