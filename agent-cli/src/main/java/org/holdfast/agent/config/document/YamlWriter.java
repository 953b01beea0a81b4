package org.holdfast.agent.config.document;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes a tree as a YAML file: short lists and mappings on one line, parts that could not be
 * carried over become comments at their positions.
 */
public final class YamlWriter {

  private static final int WIDTH = 100;

  /** The byte order mark, and code points that are not characters. */
  private static final Set<Integer> NO_TEXT = Set.of(0xfeff, 0xfffe, 0xffff);

  /** Words that some YAML parsers do not read as text. */
  private static final Set<String> AMBIGUOUS = Set.of("yes", "no", "on", "off", "null", "y", "n");

  public static final FilePosition NOWHERE = new FilePosition("", 0, 0);

  private final StringBuilder out = new StringBuilder();
  private final YamlComments comments;

  /** Creates a writer of a file whose members are added one after the other. */
  public YamlWriter() {
    this(YamlComments.NONE);
  }

  private YamlWriter(YamlComments comments) {
    this.comments = comments;
  }

  public static String write(Tree.Mapping root) {
    return write(root, YamlComments.NONE);
  }

  /** Writes a tree with comments, which must not be used again. */
  public static String write(Tree.Mapping root, YamlComments comments) {
    var writer = new YamlWriter(comments);
    writer.comments(comments.head(), 0);
    writer.remarks(root, 0);
    writer.members(root, 0);
    writer.comments(comments.foot(), 0);
    return writer.out.toString();
  }

  /**
   * Adds a member whose value is written at once, so that the tree of a large file need not exist
   * as a whole.
   *
   * @param indent the indentation of the key in characters
   */
  public void member(String key, Object value, int indent) {
    member(key, tree(value), indent);
  }

  /**
   * Adds the key of a mapping, whose members follow.
   *
   * @param indent the indentation of the key in characters
   */
  public void opening(String key, int indent) {
    key(key, indent);
    out.append('\n');
  }

  /** Adds lines that are already in their final form. */
  public void lines(CharSequence lines, int from, int to) {
    out.append(lines, from, to);
  }

  /** Returns the number of characters that have been added so far. */
  public int length() {
    return out.length();
  }

  /** Returns what has been added so far. */
  public String text() {
    return out.toString();
  }

  /** Returns the tree of a text, a number, a boolean, or a list or a mapping of these. */
  public static Tree tree(@Nullable Object value) {
    if (value instanceof Map<?, ?> members) {
      return mapping(members);
    }
    if (value instanceof List<?> list) {
      return new Tree.Items(NOWHERE, list.stream().map(YamlWriter::tree).toList());
    }
    return new Tree.Text(NOWHERE, String.valueOf(value));
  }

  /** Returns the tree of a mapping; see {@link #tree}. */
  public static Tree.Mapping mapping(Map<?, ?> members) {
    var mapping = new Tree.Mapping(NOWHERE);
    members.forEach((key, value) -> mapping.members().put(String.valueOf(key), tree(value)));
    return mapping;
  }

  private void remarks(Tree.Mapping mapping, int indent) {
    for (var remark : mapping.remarks()) {
      out.repeat(' ', indent).append("# ").append(oneLine(remark)).append('\n');
    }
  }

  private void comments(List<String> lines, int indent) {
    for (var line : lines) {
      out.repeat(' ', indent).append('#').append(printable(line)).append('\n');
    }
  }

  /** Ends a line with the comments beside the value. */
  private void endLine(Tree value) {
    for (var comment : comments.beside(value)) {
      out.append(" #").append(printable(comment));
    }
    out.append('\n');
  }

  private void members(Tree.Mapping mapping, int indent) {
    if (mapping.members().isEmpty() && indent > 0) {
      out.repeat(' ', indent).append("{}\n"); // a comment without a value is not a value
    }
    mapping.members().forEach((key, value) -> member(key, value, indent));
  }

  private void member(String key, Tree value, int indent) {
    comments(comments.takeBefore(value), indent);
    key(key, indent);
    value(value, indent);
    comments(comments.after(value), indent);
  }

  private void key(String key, int indent) {
    out.repeat(' ', indent).append(scalar(key)).append(':');
  }

  private void value(Tree value, int indent) {
    var line = flow(value);
    if (line != null && indent + line.length() < WIDTH - 20) {
      out.append(' ').append(line);
      endLine(value);
      return;
    }
    switch (value) {
      case Tree.Text text -> {
        out.append(' ').append(scalar(text.text()));
        endLine(value);
      }
      case Tree.Mapping mapping -> {
        endLine(value);
        remarks(mapping, indent + 2);
        members(mapping, indent + 2);
      }
      case Tree.Items list -> {
        endLine(value);
        list.items().forEach(item -> item(item, indent + 2));
      }
    }
  }

  private void item(Tree item, int indent) {
    comments(comments.takeBefore(item), indent);
    itemAlone(item, indent);
    comments(comments.after(item), indent);
  }

  private void itemAlone(Tree item, int indent) {
    var line = flow(item);
    if (line != null && indent + line.length() < WIDTH) {
      out.repeat(' ', indent).append("- ").append(line);
      endLine(item);
      return;
    }
    switch (item) {
      case Tree.Text text -> {
        out.repeat(' ', indent).append("- ").append(scalar(text.text()));
        endLine(item);
      }
      case Tree.Items list -> {
        out.repeat(' ', indent).append('-');
        endLine(item);
        list.items().forEach(inner -> item(inner, indent + 2));
      }
      case Tree.Mapping mapping -> {
        // The dash stands before the first member, so these comments go above it.
        comments(comments.beside(item), indent);
        mapping.members().values().stream()
            .limit(1)
            .forEach(first -> comments(comments.takeBefore(first), indent));
        remarks(mapping, indent);
        int start = out.length();
        members(mapping, indent + 2);
        out.replace(start + indent, start + indent + 2, "- ");
      }
    }
  }

  /** Returns a value on one line, or null if it is nested too deeply. */
  public static @Nullable String line(Object value) {
    return new YamlWriter().flow(tree(value));
  }

  /** Returns a tree on one line, or null if it is nested too deeply or has comments. */
  private @Nullable String flow(Tree tree) {
    return switch (tree) {
      case Tree.Text text -> scalar(text.text());
      case Tree.Items list -> {
        var line = new StringBuilder("[");
        for (var item : list.items()) {
          if (!(item instanceof Tree.Text text) || comments.has(item)) {
            yield null;
          }
          line.append(line.length() == 1 ? "" : ", ").append(scalar(text.text()));
        }
        yield line.append(']').toString();
      }
      case Tree.Mapping mapping -> flow(mapping);
    };
  }

  private @Nullable String flow(Tree.Mapping mapping) {
    if (!mapping.remarks().isEmpty() || mapping.members().size() > 4) {
      return null;
    }
    var line = new StringBuilder("{");
    for (var member : mapping.members().entrySet()) {
      if (!(member.getValue() instanceof Tree.Text text) || comments.has(text)) {
        return null;
      }
      line.append(line.length() == 1 ? "" : ", ")
          .append(scalar(member.getKey()))
          .append(": ")
          .append(scalar(text.text()));
    }
    return line.append('}').toString();
  }

  private static String scalar(String text) {
    return isPlain(text) && !AMBIGUOUS.contains(text) ? text : quoted(text);
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean safe =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '_'
              || c == '/'
              || c == '.'
              || (i > 0 && (c == '-' || c == '+' || (c == ':' && i + 1 < text.length())));
      boolean negative = c == '-' && i == 0 && Character.isDigit(text.charAt(text.length() - 1));
      if (!safe && !(negative && text.length() > 1 && text.indexOf('-', 1) < 0)) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static String quoted(String text) {
    var quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          if (c < ' ' || (c >= 127 && c < 160) || c == 0x2028 || c == 0x2029 || c >= 0xd800) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    return quoted.append('"').toString();
  }

  /** Returns the text with a question mark for each character that YAML does not allow. */
  private static String printable(String text) {
    var line = new StringBuilder();
    text.codePoints().map(c -> isPrintable(c) ? c : '?').forEach(line::appendCodePoint);
    return line.toString();
  }

  private static boolean isPrintable(int c) {
    boolean endsLine = c == 0x2028 || c == 0x2029;
    boolean isSurrogate = c >= 0xd800 && c < 0xe000;
    return c == '\t'
        || !(Character.isISOControl(c) || endsLine || isSurrogate || NO_TEXT.contains(c));
  }

  private static String oneLine(String text) {
    var line = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      line.append(c < ' ' || c == 127 || c >= 128 ? '?' : c);
    }
    return line.toString();
  }
}
