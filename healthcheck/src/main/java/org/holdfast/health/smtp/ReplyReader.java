package org.holdfast.health.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Assembles the lines of a reply (RFC 5321 section 4.2): each begins with a code of three digits,
 * followed by a hyphen on all lines but the last. Never throws: every line gives one of {@link
 * Heard}.
 */
final class ReplyReader {

  /** The longest line without its end; RFC 5321 allows 510 bytes, servers send more. */
  static final int MOST_LINE_BYTES = 2048;

  /**
   * The most lines in one reply. A reply to EHLO has one per extension of the server, some dozens
   * at most.
   */
  static final int MOST_LINES = 128;

  /** The state of the reply after a line. */
  sealed interface Heard {

    /** More lines of the reply follow. */
    record More() implements Heard {}

    /** The reply is complete. */
    record Whole(Reply reply) implements Heard {}

    /** The line is not part of a reply; the text says why. */
    record Malformed(String words) implements Heard {}

    /** The reply has too many lines. */
    record TooLong() implements Heard {}
  }

  /**
   * A reply.
   *
   * @param code 200 to 599
   * @param lines the text of each line, without code and separator; at least one
   */
  record Reply(int code, List<String> lines) {
    Reply {
      lines = List.copyOf(lines);
    }

    /** The code and the first line's text, safe for a log line: {@code 554 no mail today}. */
    String words() {
      return (code + " " + excerpt(lines.getFirst())).strip();
    }

    /** Whether a line after the first offers an extension (RFC 5321 section 4.1.1.1). */
    boolean offers(String extension) {
      return lines.stream()
          .skip(1)
          .anyMatch(
              line -> line.toUpperCase(Locale.ROOT).strip().split(" ", 2)[0].equals(extension));
    }
  }

  private final List<String> lines = new ArrayList<>();
  private int code;

  /** Takes the next line, without its end. After any result but More, a new reply begins. */
  Heard take(String line) {
    var received = judge(line);
    if (!(received instanceof Heard.More)) {
      lines.clear();
    }
    return received;
  }

  private Heard judge(String line) {
    int codeHere = code(line);
    char separator = line.length() > 3 ? line.charAt(3) : ' ';
    if (codeHere < 0 || (separator != ' ' && separator != '-')) {
      return new Heard.Malformed("is no SMTP reply: \"" + excerpt(line) + "\"");
    }
    if (!lines.isEmpty() && codeHere != code) {
      return new Heard.Malformed("is a reply of two codes: " + code + " and " + codeHere);
    }
    if (lines.size() == MOST_LINES) {
      return new Heard.TooLong();
    }
    code = codeHere;
    lines.add(line.length() > 4 ? line.substring(4) : "");
    return separator == '-' ? new Heard.More() : new Heard.Whole(new Reply(code, lines));
  }

  /** The code at the start; negative when there is none in the valid range. */
  private static int code(String line) {
    if (line.length() < 3) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < 3; i++) {
      char digit = line.charAt(i);
      if (digit < '0' || digit > '9') {
        return -1;
      }
      number = number * 10 + digit - '0';
    }
    return number >= 200 && number <= 599 ? number : -1;
  }

  /** The start of a server's text, safe for a log line. */
  private static String excerpt(String line) {
    var start = line.substring(0, Math.min(40, line.length()));
    return start.replaceAll("[^\\x20-\\x7e]", "?");
  }
}
