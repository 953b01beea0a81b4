package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.holdfast.agent.config.document.FilePosition;
import org.jspecify.annotations.Nullable;

/**
 * Splits lines into words. keepalived has two syntaxes. In most lines, only double quotes join
 * words, and every other character is literal. In the lines of commands, single and double quotes
 * join words, adjacent pieces form one word, and a backslash escapes the next character.
 */
final class Words {

  private static final Set<String> OF_COMMANDS =
      Set.of(
          "script",
          "process",
          "misc_path",
          "quorum_up",
          "quorum_down",
          "regex",
          "startup_script",
          "shutdown_script",
          "notify",
          "notify_fifo_script",
          "vrrp_notify_fifo_script",
          "lvs_notify_fifo_script");

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

  /** Splits a line by the syntax that its first word determines. */
  static List<Word> of(Line line, Notes notes) {
    var words = new Words(line, notes);
    words.split();
    return words.words;
  }

  static boolean isBlank(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\f';
  }

  private void split() {
    boolean isCommand = false;
    while (true) {
      while (at < text.length() && isBlank(text.charAt(at))) {
        at++;
      }
      if (at == text.length()) {
        return;
      }
      var word = isCommand ? commandWord() : plainWord();
      if (word == null) {
        return;
      }
      words.add(word);
      isCommand = isCommand || (words.size() == 1 && isCommand(word.text()));
    }
  }

  private static boolean isCommand(String keyword) {
    return OF_COMMANDS.contains(keyword) || keyword.startsWith("notify_");
  }

  private FilePosition place(int index) {
    var start = line.place();
    return new FilePosition(start.file(), start.line(), start.column() + index);
  }

  /** Reads a word up to a blank or a quote; quoted text is a separate word. */
  private @Nullable Word plainWord() {
    int start = at;
    var place = place(start);
    if (text.charAt(at) == '"') {
      int close = text.indexOf('"', at + 1);
      if (close < 0) {
        notes.repaired(place, "Unmatched quote; the rest of the line is ignored");
        at = text.length();
        return null;
      }
      at = close + 1;
      return new Word(text.substring(start + 1, close), true, place);
    }
    while (at < text.length() && !isBlank(text.charAt(at)) && text.charAt(at) != '"') {
      at++;
    }
    return new Word(text.substring(start, at), false, place);
  }

  private Word commandWord() {
    var place = place(at);
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
   * Reads a character code of up to {@code most} digits; without digits, the escaped character is
   * literal. Leaves out NUL, which no value can contain.
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
