package org.holdfast.agent.config.keepalived;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.jspecify.annotations.Nullable;

/**
 * {@code include} and its relatives {@code includer}, {@code includem}, {@code includew}, {@code
 * includeb} and {@code includea}. keepalived 2.2.7 starts even if there are no files to include,
 * for each of these keywords; the agent does too, with a warning.
 */
final class Includes {

  static final List<String> WORDS =
      List.of("include", "includer", "includem", "includew", "includeb", "includea");

  /** Limits on what {@code {a,b}} may expand to; the length is that of a path in Linux. */
  private static final int MOST_PATTERNS = 1_000;

  private static final int LONGEST = 4_096;
  private static final int MOST_BRACES = 64;

  private static final int MOST_FILES = 20_000;

  private final HostEnvironment world;
  private final Notes notes;

  private int files;

  /** Whether {@code include_check} demands that each include has a file. */
  private boolean demanding;

  Includes(HostEnvironment world, Notes notes) {
    this.world = world;
    this.notes = notes;
  }

  /**
   * Follows {@code include_check}, whose words switch checks on and, with a minus, off; without a
   * word, all are on. All of them demand that there is a file, which is what is checked here.
   */
  void check(String line) {
    var words = line.strip().split("\\s+", -1);
    demanding = words.length == 1;
    for (int i = 1; i < words.length; i++) {
      demanding |= !words[i].startsWith("-");
    }
  }

  /** Returns the files that a line names, in order, or null if the line is not an include. */
  @Nullable List<String> of(String line, FilePosition place) {
    int blank = 0;
    while (blank < line.length() && !Words.isBlank(line.charAt(blank))) {
      blank++;
    }
    var word = line.substring(0, blank);
    if (!WORDS.contains(word)) {
      return null;
    }
    var argument = line.substring(blank).strip();
    if (argument.isEmpty()) {
      notes.repaired(place, word + " without a file; ignored");
      return List.of();
    }
    return files(word, argument, place);
  }

  private List<String> files(String word, String argument, FilePosition place) {
    var patterns = new ArrayList<String>();
    if (argument.length() > LONGEST
        || argument.chars().filter(c -> c == '{').count() > MOST_BRACES
        || !expandBraces("", argument, patterns)) {
      notes.fatal(
          place,
          word
              + " names more than "
              + MOST_PATTERNS
              + " files or patterns by braces, or its line is too long; use * or several lines");
      return List.of();
    }
    var files = new ArrayList<String>();
    for (var pattern : patterns) {
      var path =
          pattern.startsWith("/") ? pattern : SourceReader.directory(place.file()) + "/" + pattern;
      try {
        files.addAll(world.matching(path));
      } catch (IOException e) {
        notes.fatal(place, word + " " + Notes.shown(argument) + ": " + e.getMessage());
        return List.of();
      }
    }
    this.files += files.size();
    if (this.files > MOST_FILES) {
      notes.fatal(place, "more than " + MOST_FILES + " files are included, each counted each time");
      return List.of();
    }
    if (files.isEmpty()) {
      var message = word + " " + argument + KeepalivedConf.NO_FILE;
      if (demanding) {
        notes.repaired(place, message);
      } else {
        notes.remarked(place, message);
      }
    }
    return files;
  }

  /**
   * Expands {@code a{b,c}d} to {@code abd} and {@code acd}. Returns whether the patterns are not
   * too many.
   */
  private static boolean expandBraces(String before, String text, List<String> patterns) {
    int open = text.indexOf('{');
    int close = closing(text, open);
    if (open < 0 || close < 0) {
      patterns.add(before + text);
      return patterns.size() <= MOST_PATTERNS;
    }
    for (var item : Sequence.split(text.substring(open + 1, close))) {
      var expanded = text.substring(0, open) + item + text.substring(close + 1);
      if (!expandBraces(before, expanded, patterns)) {
        return false;
      }
    }
    return true;
  }

  private static int closing(String text, int open) {
    int depth = 0;
    for (int i = Math.max(open, 0); i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (depth == 0) {
        return open < 0 ? -1 : i;
      }
    }
    return -1;
  }
}
