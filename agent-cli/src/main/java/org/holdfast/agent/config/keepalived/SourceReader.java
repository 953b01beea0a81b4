package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.jspecify.annotations.Nullable;

/**
 * Produces the lines of a file and of the files that it includes. Removes comments, evaluates
 * {@code @id} conditions, extracts definitions, repeats sequences and expands parameters, in
 * keepalived's order.
 */
final class SourceReader {

  private static final int DEEPEST = 16;
  private static final int DEEPEST_LINES = 64;
  private static final int MOST_LINES = 300_000;
  private static final int MOST_ROUNDS = 600_000;
  private static final int MOST_UNREADABLE = 100;
  private static final int LONGEST_LINE = 1 << 20;

  /**
   * The limit of all included files together, each counted each time it is included, and of the
   * lines that sequences and definitions make, in characters.
   */
  private static final int MOST_CHARACTERS = 16 << 20;

  private final HostEnvironment world;
  private final Notes notes;
  private final Parameters parameters;
  private final Includes includes;
  private final List<Line> lines = new ArrayList<>();
  private final List<SourceComment> comments = new ArrayList<>();
  private int depth;
  private int rounds;
  private int characters;
  private int unreadable;

  /** The name of the multi-line definition being read; null outside of one. */
  private @Nullable String defining;

  private final StringBuilder definition = new StringBuilder();

  SourceReader(HostEnvironment world, Notes notes) {
    this.world = world;
    this.notes = notes;
    this.parameters = new Parameters(world, notes);
    this.includes = new Includes(world, notes);
  }

  List<Line> lines() {
    return lines;
  }

  /** Returns the comments in the order of the lines, except those of lines for another id. */
  List<SourceComment> comments() {
    return comments;
  }

  void read(String file, String text) {
    if (depth >= DEEPEST) {
      notes.fatal(new FilePosition(file, 1, 1), "files included deeper than " + DEEPEST);
      return;
    }
    depth++;
    int number = 0;
    int start = 0;
    while (start <= text.length() && !notes.isFatal()) {
      int end = text.indexOf('\n', start);
      end = end < 0 ? text.length() : end;
      number++;
      if (end > start || defining != null) {
        read(new FilePosition(file, number, 1), text.substring(start, end));
      }
      start = end + 1;
    }
    for (int i = comments.size() - 1; i >= 0 && isLast(comments.get(i), file); i--) {
      comments.set(i, comments.get(i).atTheEnd());
    }
    depth--;
  }

  /** Counts characters that are to be processed; returns whether there are not too many. */
  private boolean spend(FilePosition place, int added) {
    characters += added; // of which none is larger than a file, so that the sum does not overflow
    if (characters > MOST_CHARACTERS) {
      notes.fatal(
          place,
          "included files and the lines that definitions and sequences make have more than "
              + (MOST_CHARACTERS >> 20)
              + " MiB");
    }
    return !notes.isFatal();
  }

  /** Whether the comment stands behind the last line of the file. */
  private boolean isLast(SourceComment comment, String file) {
    return comment.isAlone()
        && comment.next() == lines.size()
        && comment.place().file().equals(file);
  }

  private void read(FilePosition place, String raw) {
    if (raw.indexOf('\0') >= 0 || raw.length() > LONGEST_LINE) {
      notes.repaired(
          place,
          raw.indexOf('\0') >= 0
              ? "a NUL; the line is ignored"
              : "longer than " + LONGEST_LINE + " characters; the line is ignored");
      return;
    }
    var text = Comments.stripTwice(raw);
    int before = lines.size();
    if (defining != null) {
      define(text.strip());
    } else {
      if (Comments.isQuoteOpen(text)) {
        notes.repaired(place, "Unterminated quote");
      }
      process(place, text, 0);
    }
    var comment = Comments.of(raw);
    boolean isForAnother = lines.size() == before && text.stripLeading().startsWith("@");
    if (comment != null && !isForAnother) {
      comments.add(new SourceComment(place, comment.strip(), text.isBlank(), false, before));
    }
  }

  /**
   * Processes a line of the file, or of the expansion of a definition or a sequence. The line may
   * include files, define parameters, repeat, or depend on the id.
   */
  private void process(FilePosition place, String line, int nested) {
    if (notes.isFatal() || (nested > 0 && !spend(place, line.length()))) {
      return;
    }
    rounds++;
    if (nested > DEEPEST_LINES || rounds > MOST_ROUNDS) {
      notes.fatal(
          place,
          nested > DEEPEST_LINES
              ? "definitions and sequences that nest deeper than " + DEEPEST_LINES
              : "includes, definitions and sequences make more than " + MOST_ROUNDS + " lines");
      return;
    }
    var text = conditional(line);
    if (text == null || text.isBlank() || isDefinition(text.strip())) {
      return;
    }
    if (text.stripLeading().startsWith("~")) {
      repeat(place, text.strip(), nested);
      return;
    }
    var expanded = parameters.expand(text, place, directory(place.file()));
    if (expanded.indexOf('\n') >= 0) {
      for (var part : expanded.split("\n", -1)) {
        process(place, part, nested + 1);
      }
    } else if (expanded.stripLeading().startsWith("@")) {
      process(place, expanded, nested + 1);
    } else {
      finish(place, expanded, nested);
    }
  }

  /** Adds the line after all parameters have been expanded. */
  private void finish(FilePosition place, String line, int nested) {
    // A character inserted by ${_HASH} or ${_BANG} outside of quotes begins a comment.
    var text = Comments.strip(line);
    var include = includes.of(text.strip(), place);
    if (include != null) {
      include(include, place);
      return;
    }
    if (text.strip().startsWith("include_check")) {
      includes.check(text);
    }
    int from = 0;
    while (from < text.length() && !notes.isFatal()) {
      while (from < text.length() && Words.isBlank(text.charAt(from))) {
        from++;
      }
      if (text.startsWith("~", from)) {
        repeat(place, text.substring(from).strip(), nested);
        return;
      }
      int brace = brace(text, from);
      add(place, from, text.substring(from, brace).stripTrailing());
      if (brace < text.length()) {
        add(place, brace, text.substring(brace, brace + 1));
      }
      from = brace + 1;
    }
  }

  /**
   * Returns the offset of the next brace outside quotes, or the end of the text if there is none.
   */
  private static int brace(String text, int from) {
    boolean quoted = false;
    for (int i = from; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      } else if (!quoted && (c == '{' || c == '}')) {
        return i;
      }
    }
    return text.length();
  }

  private void add(FilePosition place, int column, String text) {
    if (text.isEmpty()) {
      return;
    }
    if (lines.size() >= MOST_LINES) {
      notes.fatal(
          place,
          "the configuration has more than "
              + MOST_LINES
              + " lines, with those of includes, definitions and sequences");
      return;
    }
    lines.add(new Line(new FilePosition(place.file(), place.line(), column + 1), text));
  }

  private void include(List<String> files, FilePosition place) {
    for (var file : files) {
      if (notes.isFatal()) {
        return;
      }
      try {
        var text = world.read(file);
        if (spend(place, text.length())) {
          read(file, text);
        }
      } catch (IOException e) {
        notes.repaired(place, "include " + file + ": " + e.getMessage() + "; ignored");
        unreadable++;
        if (unreadable > MOST_UNREADABLE) {
          notes.fatal(place, "more than " + MOST_UNREADABLE + " included files cannot be read");
        }
      }
    }
  }

  /** Returns the line without its condition, or null if the condition does not hold. */
  private @Nullable String conditional(String text) {
    int at = text.indexOf('@');
    if (at < 0 || !text.substring(0, at).isBlank()) {
      return text;
    }
    boolean differs = text.startsWith("^", at + 1);
    int start = at + (differs ? 2 : 1);
    int end = start;
    while (end < text.length() && !Words.isBlank(text.charAt(end))) {
      end++;
    }
    boolean same = text.substring(start, end).equals(world.configId());
    // Blanks replace the condition, so that columns remain correct.
    return same == differs ? null : " ".repeat(end) + text.substring(end);
  }

  private boolean isDefinition(String text) {
    int equals = text.indexOf('=');
    if (!text.startsWith("$") || equals < 2) {
      return false;
    }
    for (int i = 1; i < equals; i++) {
      char c = text.charAt(i);
      if (!Parameters.isOfName(c) || (i == 1 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    var name = text.substring(1, equals);
    var value = text.substring(equals + 1).strip();
    if (value.equals("\\")) {
      defining = name;
      definition.setLength(0);
    } else {
      parameters.define(name, value);
    }
    return true;
  }

  private void define(String text) {
    boolean goesOn = text.endsWith("\\");
    var line = goesOn ? text.substring(0, text.length() - 1).strip() : text;
    if (!line.isEmpty()) {
      definition.append(definition.isEmpty() ? "" : "\n").append(line);
    }
    if (!goesOn && defining != null) {
      parameters.define(defining, definition.toString());
      defining = null;
    }
  }

  private void repeat(FilePosition place, String text, int nested) {
    int open = text.indexOf('(');
    int close = text.indexOf(')');
    var sequence = open < 0 || close < open ? null : sequence(place, text, open, close);
    if (sequence == null) {
      notes.repaired(place, "a sequence that makes no sense; the line is ignored");
      return;
    }
    var names = sequence.names();
    for (var values : sequence.rounds()) {
      if (notes.isFatal()) {
        return;
      }
      for (int i = 0; i < names.size(); i++) {
        parameters.define(names.get(i), values.get(i));
      }
      process(place, text.substring(close + 1), nested + 1);
    }
  }

  /**
   * Returns a sequence. Its numbers may come from parameters; parameters in a list are expanded
   * where the list's values are used.
   */
  private @Nullable Sequence sequence(FilePosition place, String text, int open, int close) {
    var word = text.substring(0, open).strip();
    var arguments = text.substring(open + 1, close);
    return Sequence.of(
        word, word.equals("~LST") ? arguments : parameters.expandAll(arguments, place));
  }

  /** Returns the directory of a file without a trailing slash, or a dot if the path has none. */
  static String directory(String file) {
    int slash = file.lastIndexOf('/');
    return slash < 0 ? "." : slash == 0 ? "/" : file.substring(0, slash);
  }
}
