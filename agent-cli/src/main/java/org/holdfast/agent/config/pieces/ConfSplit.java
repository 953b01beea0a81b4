package org.holdfast.agent.config.pieces;

import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * The text of a keepalived.conf, split into its {@code virtual_server} blocks and the rest. A text
 * is split only if its lines can be understood one by one: it includes no files, defines no
 * parameters, has no conditions and no sequences, and its blocks begin and end on lines of their
 * own.
 */
public final class ConfSplit {

  private static final String KEYWORD = "virtual_server";

  /** The most lines, where each brace counts as one, that the reader of a whole file accepts. */
  private static final int MOST_LINES = 300_000;

  private final String text;
  private int[] starts = new int[16]; // offset of the first line of each block
  private int[] ends = new int[16]; // offset behind its last line
  private int[] firstLines = new int[16]; // from 1
  private int[] lastLines = new int[16];
  private int count;
  private int lines;

  private ConfSplit(String text) {
    this.text = text;
  }

  /** Splits a text; returns null if it cannot be split or has no virtual servers. */
  public static @Nullable ConfSplit of(String text) {
    var split = new ConfSplit(text);
    return new Scan(split).all() && split.count > 0 ? split : null;
  }

  /** Returns the number of blocks. */
  public int count() {
    return count;
  }

  /** Returns the number of lines of the text. */
  public int lines() {
    return lines;
  }

  /** Returns the first line of a block, from 1. */
  public int firstLine(int block) {
    return firstLines[block];
  }

  /** Returns the last line of a block. */
  public int lastLine(int block) {
    return lastLines[block];
  }

  /** Returns the block that contains the line, or -1. */
  public int blockAt(int line) {
    int found = Arrays.binarySearch(firstLines, 0, count, line);
    int block = found >= 0 ? found : -found - 2;
    return block >= 0 && line <= lastLines[block] ? block : -1;
  }

  /** Returns the text with empty lines instead of all blocks but these. */
  public String withOnly(BitSet blocks) {
    var only = new StringBuilder();
    int from = 0;
    for (int i = 0; i < count; i++) {
      if (!blocks.get(i)) {
        only.append(text, from, starts[i]);
        only.repeat('\n', lastLines[i] - firstLines[i] + 1);
        from = ends[i];
      }
    }
    return only.append(text, from, text.length()).toString();
  }

  /**
   * What a text has in common with an earlier one.
   *
   * @param before the number of blocks at the beginning that both have
   * @param behind the number of blocks at the end that both have
   * @param earlierCount the number of blocks of the earlier text
   * @param count the number of blocks of the later text
   */
  public record Common(int before, int behind, int earlierCount, int count) {

    /** Returns the index in the earlier text of a block that both have, or -1. */
    public int earlier(int block) {
      int fromEnd = count - block;
      return block < before ? block : fromEnd <= behind ? earlierCount - fromEnd : -1;
    }
  }

  /** Compares with an earlier text; returns null if the texts differ outside of the blocks. */
  public @Nullable Common commonWith(ConfSplit earlier) {
    int most = Math.min(count, earlier.count);
    int before = 0;
    while (before < most && isSameTo(earlier, before)) {
      before++;
    }
    int behind = 0;
    while (before + behind < most && isSameFrom(earlier, behind + 1)) {
      behind++;
    }
    return rest(before, count - behind).equals(earlier.rest(before, earlier.count - behind))
        ? new Common(before, behind, earlier.count, count)
        : null;
  }

  /** Whether the block and the lines since the one before it are the same, at the same offsets. */
  private boolean isSameTo(ConfSplit earlier, int block) {
    int from = block == 0 ? 0 : ends[block - 1];
    return starts[block] == earlier.starts[block]
        && ends[block] == earlier.ends[block]
        && text.regionMatches(from, earlier.text, from, ends[block] - from);
  }

  /** Whether the block, counted from the end, and the lines up to the next one are the same. */
  private boolean isSameFrom(ConfSplit earlier, int fromEnd) {
    int shift = text.length() - earlier.text.length();
    int mine = count - fromEnd;
    int other = earlier.count - fromEnd;
    int to = fromEnd == 1 ? text.length() : starts[mine + 1];
    return starts[mine] - shift == earlier.starts[other]
        && ends[mine] - shift == earlier.ends[other]
        && text.regionMatches(starts[mine], earlier.text, earlier.starts[other], to - starts[mine]);
  }

  /** Returns the lines that are neither empty nor comments around the blocks of this range. */
  private String rest(int from, int to) {
    var rest = new StringBuilder();
    for (int i = from; i <= to; i++) {
      int start = i == 0 ? 0 : ends[i - 1];
      int end = i == count ? text.length() : starts[i];
      text.substring(start, end)
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && line.charAt(0) != '#' && line.charAt(0) != '!')
          .forEach(line -> rest.append(line).append('\n'));
    }
    return rest.toString();
  }

  private void add(int start, int line) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, 2 * count);
      ends = Arrays.copyOf(ends, 2 * count);
      firstLines = Arrays.copyOf(firstLines, 2 * count);
      lastLines = Arrays.copyOf(lastLines, 2 * count);
    }
    starts[count] = start;
    firstLines[count] = line;
  }

  private void end(int end, int line) {
    ends[count] = end;
    lastLines[count] = line;
    count++;
  }

  /** Finds the blocks, line by line. */
  private static final class Scan {
    private final ConfSplit split;
    private final String text;
    private int depth;
    private int read;
    private boolean inBlock;

    Scan(ConfSplit split) {
      this.split = split;
      this.text = split.text;
    }

    /** Returns false if the text cannot be split. */
    boolean all() {
      int at = 0;
      while (at < text.length()) {
        int newline = text.indexOf('\n', at);
        int end = newline < 0 ? text.length() : newline;
        split.lines++;
        if (!line(at, end, newline < 0 ? end : end + 1) || read > MOST_LINES) {
          return false;
        }
        at = end + 1;
      }
      return depth == 0;
    }

    private boolean line(int start, int end, int next) {
      int first = start;
      while (first < end && isBlank(text.charAt(first))) {
        first++;
      }
      if (first == end) {
        return true;
      }
      boolean begins = depth == 0 && isVirtualServer(first);
      if (text.charAt(first) == '@'
          || text.charAt(end - 1) == '\\'
          || text.startsWith("include", first)) {
        return false;
      }
      if (begins) {
        split.add(start, split.lines);
        inBlock = true;
      }
      if (!words(first, end) || (begins && depth == 0 && inBlock)) {
        return false;
      }
      if (inBlock && depth == 0) {
        split.end(next, split.lines);
        inBlock = false;
      }
      return true;
    }

    /** Follows the braces of a line; returns false for anything that is not plain. */
    private boolean words(int first, int end) {
      boolean quoted = false;
      boolean structured = false;
      boolean open = false; // a part of the line between braces
      boolean opened = false;
      boolean closed = false; // the line has closed a block of the file
      for (int i = first; i < end; i++) {
        char c = text.charAt(i);
        if (c == '#' || c == '!') {
          structured = true;
          break;
        }
        if (closed && !isBlank(c)) {
          return false;
        }
        switch (c) {
          case '{', '}' -> {
            structured = true;
            read += open ? 2 : 1;
            open = false;
            depth += c == '{' ? 1 : -1;
            opened |= c == '{';
            closed = c == '}' && depth == 0;
            if (depth < 0) {
              return false;
            }
          }
          case '"', '\\' -> {
            quoted = true;
            open = true;
          }
          case '$', '~', '\0', '\r', '\f' -> {
            return false;
          }
          default -> open |= !isBlank(c);
        }
      }
      read += open ? 1 : 0;
      // A block that begins without its brace, or within one line, is not separated.
      return !(quoted && structured) && !(inBlock && depth == 0 && !closed) && !(opened && closed);
    }

    private boolean isVirtualServer(int at) {
      int end = at + KEYWORD.length();
      return text.startsWith(KEYWORD, at) && end < text.length() && isBlank(text.charAt(end));
    }

    private static boolean isBlank(char c) {
      return c == ' ' || c == '\t';
    }
  }
}
