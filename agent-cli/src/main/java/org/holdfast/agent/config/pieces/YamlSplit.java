package org.holdfast.agent.config.pieces;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The text of a YAML file, split into the lines of each member of one mapping, such as the virtual
 * servers, and the rest. The boundaries are guessed from the indentation. The guess is correct if
 * each piece is valid YAML by itself, and wrong if a quoted text, a flow mapping or an alias
 * extends across a boundary.
 */
public final class YamlSplit {

  private static final String SERVERS = "virtual-servers:";
  private static final String VRRP = "vrrp:";
  private static final String INSTANCES = "instances:";

  private final String text;

  /** The offset of the line of the mapping's key. */
  private final int key;

  /** The indentation of the members' names. */
  private final int indent;

  /** The offset at which each member begins, and finally the end of the last one. */
  private final int[] bounds;

  private final int sameBefore;
  private final int sameBehind;

  private YamlSplit(
      String text, int key, int indent, int[] bounds, int sameBefore, int sameBehind) {
    this.text = text;
    this.key = key;
    this.indent = indent;
    this.bounds = bounds;
    this.sameBefore = sameBefore;
    this.sameBehind = sameBehind;
  }

  /**
   * Splits a text into its virtual servers; returns null if it has none that can be separated.
   *
   * @param earlier the text that {@link #earlier(int, int)} compares with; their common parts are
   *     not examined again
   */
  public static @Nullable YamlSplit of(String text, @Nullable YamlSplit earlier) {
    var later = earlier == null ? null : earlier.changedTo(text);
    return later == null ? of(text, topLevel(text, SERVERS), SERVERS) : later;
  }

  /** Splits a text into its instances; returns null if it has none that can be separated. */
  static @Nullable YamlSplit ofInstances(String text) {
    int vrrp = topLevel(text, VRRP);
    return vrrp < 0 ? null : of(text, child(text, after(text, vrrp), INSTANCES), INSTANCES);
  }

  /**
   * Splits a text.
   *
   * @param line the offset of the line of {@code key}; negative if there is none
   */
  private static @Nullable YamlSplit of(String text, int line, String key) {
    if (line < 0 || hasOtherLineBreaks(text, 0, text.length())) {
      return null;
    }
    int column = indentation(text, line);
    if (!isBlank(text, line + column + key.length())) {
      return null;
    }
    var cuts = new Cuts(text, column, 0, text.length());
    int end = cuts.from(after(text, line));
    return cuts.count == 0 || end < 0
        ? null
        : new YamlSplit(text, line, cuts.indent, cuts.until(end), 0, 0);
  }

  /** Returns the offset of the first line that begins with {@code key}, or -1. */
  private static int topLevel(String text, String key) {
    if (text.startsWith(key)) {
      return 0;
    }
    int before = text.indexOf('\n' + key);
    return before < 0 ? -1 : before + 1;
  }

  /** Returns the offset of the line of {@code key} in the mapping that begins at {@code first}. */
  private static int child(String text, int first, String key) {
    int column = 0;
    for (int line = first; line < text.length(); line = after(text, line)) {
      int indent = indentation(text, line);
      if (!isBlank(text, line + indent)) {
        column = column == 0 ? indent : column;
        if (indent == 0 || indent < column) {
          return -1;
        }
        if (indent == column && text.startsWith(key, line + indent)) {
          return line;
        }
      }
    }
    return -1;
  }

  /**
   * Returns the split of a changed text, or null if the text must be examined from the beginning.
   */
  private @Nullable YamlSplit changedTo(String next) {
    int shift = next.length() - text.length();
    int end = bounds[bounds.length - 1];
    if (!next.regionMatches(0, text, 0, bounds[0])
        || end + shift < bounds[0]
        || !next.regionMatches(end + shift, text, end, text.length() - end)) {
      return null;
    }
    int before = 0;
    while (before < count() && matches(next, before, 0)) {
      before++;
    }
    before = Math.max(0, before - 1); // the following lines may now belong to this member
    int behind = 0;
    while (before + behind < count()
        && bounds[count() - behind - 1] + shift >= bounds[before]
        && matches(next, count() - behind - 1, shift)) {
      behind++;
    }
    int from = bounds[before];
    int to = bounds[count() - behind] + shift;
    var cuts = new Cuts(next, indentation(text, key), indent, to);
    if (hasOtherLineBreaks(next, from, to) || cuts.from(from) != to || !cuts.cover(from, to)) {
      return null;
    }
    var all = new int[before + cuts.count + behind + 1];
    System.arraycopy(bounds, 0, all, 0, before);
    System.arraycopy(cuts.starts, 0, all, before, cuts.count);
    for (int i = 0; i <= behind; i++) {
      all[before + cuts.count + i] = bounds[count() - behind + i] + shift;
    }
    return all.length == 1 ? null : new YamlSplit(next, key, indent, all, before, behind);
  }

  private boolean matches(String next, int member, int shift) {
    int length = bounds[member + 1] - bounds[member];
    return next.regionMatches(bounds[member] + shift, text, bounds[member], length);
  }

  /** Returns the number of members; at least one. */
  public int count() {
    return bounds.length - 1;
  }

  /** Returns the text of a member, from the line of its name to that of the next one. */
  public String member(int index) {
    return text.substring(bounds[index], bounds[index + 1]);
  }

  /**
   * Returns the index of the earlier text's member with exactly the same text, or -1 if there is
   * none.
   */
  public int earlier(int index, int earlierCount) {
    if (index < sameBefore) {
      return index;
    }
    int fromEnd = count() - index;
    return fromEnd <= sameBehind ? earlierCount - fromEnd : -1;
  }

  /** Returns the text without the members, but with the line of their key. */
  public String rest() {
    return text.substring(0, bounds[0]) + text.substring(bounds[count()]);
  }

  /** Returns the text with other members. */
  String withMembers(CharSequence members) {
    return text.substring(0, bounds[0]) + members + text.substring(bounds[count()]);
  }

  /** Returns the number of the key's line, from 0. */
  int keyLine() {
    return (int) text.substring(0, key).chars().filter(c -> c == '\n').count();
  }

  /** Whether the text has YAML line breaks that this class does not recognise. */
  private static boolean hasOtherLineBreaks(String text, int from, int to) {
    for (int at = text.indexOf('\r', from, to); at >= 0; at = text.indexOf('\r', at + 1, to)) {
      if (!text.startsWith("\n", at + 1)) {
        return true;
      }
    }
    return text.indexOf('\u0085', from, to) >= 0
        || text.indexOf('\u2028', from, to) >= 0
        || text.indexOf('\u2029', from, to) >= 0;
  }

  private static int indentation(String text, int line) {
    int at = line;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at - line;
  }

  /** Whether the rest of the line is empty or a comment. */
  private static boolean isBlank(String text, int from) {
    int at = from + indentation(text, from);
    return at == text.length() || "\r\n#".indexOf(text.charAt(at)) >= 0;
  }

  /** Returns the offset of the next line. */
  private static int after(String text, int line) {
    int end = text.indexOf('\n', line);
    return end < 0 ? text.length() : end + 1;
  }

  /** Finds the beginnings of the members. */
  private static final class Cuts {
    private final String text;
    private final int keyColumn;
    private final int limit;
    private int indent;
    private int[] starts = new int[16];
    private int count;

    /**
     * @param keyColumn the indentation of the mapping's key
     * @param indent 0 for the indentation of the first line
     * @param limit the offset at which to stop at the latest
     */
    Cuts(String text, int keyColumn, int indent, int limit) {
      this.text = text;
      this.keyColumn = keyColumn;
      this.indent = indent;
      this.limit = limit;
    }

    /** Returns the end of the members, or a negative number if they are not a mapping. */
    int from(int first) {
      int line = first;
      while (line < limit) {
        int column = indentation(text, line);
        if (!isBlank(text, line + column)) {
          if (column <= keyColumn) {
            return line;
          }
          indent = indent == 0 ? column : indent;
          if (column < indent) {
            return -1;
          }
          char start = text.charAt(line + column);
          if (column == indent && start != '}' && start != ']') {
            add(line);
          }
        }
        line = after(text, line);
      }
      return line;
    }

    /** Whether there is no text before the first member. */
    boolean cover(int from, int to) {
      return from == to || (count > 0 && starts[0] == from);
    }

    private void add(int start) {
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
      }
      starts[count++] = start;
    }

    int[] until(int end) {
      var bounds = Arrays.copyOf(starts, count + 1);
      bounds[count] = end;
      return bounds;
    }
  }
}
