package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.List;

/**
 * Splits lines into words: quotes of both kinds join, pieces without a blank between them are one
 * word, and a backslash escapes.
 */
final class Words {

  private final Line line;
  private final String text;
  private final Notes notes;
  private final List<Word> words = new ArrayList<>();
  private int at;

  private Words(Line line, Notes notes) {
    this.line = line;
    this.text = line.text();
    this.notes = notes;
  }

  static List<Word> of(Line line, Notes notes) {
    var words = new Words(line, notes);
    words.split();
    return words.words;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
  }

  private void split() {
    while (true) {
      while (at < text.length() && isBlank(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        return;
      }
      words.add(word());
    }
  }

  private Word word() {
    int start = at;
    var place = new Place(line.place().file(), line.place().line(), start + 1);
    var word = new StringBuilder();
    boolean quoted = false;
    char quote = 0;
    while (at < text.length() && (quote != 0 || !isBlank(text.charAt(at)))) {
      char c = text.charAt(at++);
      if (c == quote) {
        quote = 0;
      } else if (quote == 0 && (c == '"' || c == '\'')) {
        quote = c;
        quoted = true;
      } else if (c == '\\' && quote != '\'' && at < text.length()) {
        escape(word);
      } else {
        word.append(c);
      }
    }
    if (quote != 0) {
      notes.repaired(place, "a quote that is never closed; it ends with the line");
    }
    return new Word(word.toString(), quoted, place);
  }

  private void escape(StringBuilder word) {
    char c = text.charAt(at++);
    switch (c) {
      case 'a' -> word.append('\007');
      case 'b' -> word.append('\b');
      case 'E' -> word.append('\033');
      case 'f' -> word.append('\f');
      case 'n' -> word.append('\n');
      case 'r' -> word.append('\r');
      case 't' -> word.append('\t');
      case 'v' -> word.append('\013');
      case 'x' -> code(word, 16, 2);
      case '0', '1', '2', '3' -> {
        at--;
        code(word, 8, 3);
      }
      case 'c' -> {
        if (at < text.length()) {
          word.append((char) (text.charAt(at++) & 31));
        }
      }
      default -> word.append(c);
    }
  }

  /**
   * Up to {@code most} digits; none stand for themselves. NUL, which no value can have, is left
   * out.
   */
  private void code(StringBuilder word, int radix, int most) {
    int code = 0;
    int digits = 0;
    while (digits < most && at < text.length() && digit(text.charAt(at), radix) >= 0) {
      code = code * radix + digit(text.charAt(at++), radix);
      digits++;
    }
    if (digits == 0) {
      word.append('x');
    } else if (code != 0) {
      word.append((char) code);
    }
  }

  private static int digit(char c, int radix) {
    return c < 128 ? Character.digit(c, radix) : -1;
  }
}
