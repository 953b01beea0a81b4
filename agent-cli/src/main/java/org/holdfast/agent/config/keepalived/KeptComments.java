package org.holdfast.agent.config.keepalived;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.YamlComments;
import org.holdfast.agent.config.document.YamlComments.Side;
import org.jspecify.annotations.Nullable;

/**
 * The operator's comments in a keepalived.conf, for its conversion. A comment stays with the
 * statement that it stood before, beside or behind, wherever the translation has put that; if the
 * statement has no counterpart, with the next statement of the same block, or else the last one
 * before it, or else the block itself.
 */
public final class KeptComments {

  /** No comments. */
  static final KeptComments NONE = new KeptComments(List.of(), List.of());

  private final List<Line> lines;
  private final List<SourceComment> comments;

  /** The index of the statement in whose block a line is; -1 for none. */
  private final int[] owners;

  /** The index of the line whose block a closing brace ends, for the index of the brace. */
  private final Map<Integer, Integer> openers = new HashMap<>();

  KeptComments(List<Line> lines, List<SourceComment> comments) {
    this.lines = lines;
    this.comments = comments;
    this.owners = new int[lines.size()];
    var open = new ArrayDeque<Integer>();
    for (int i = 0; i < owners.length; i++) {
      if (isClosing(i) && !open.isEmpty()) {
        openers.put(i, open.pop());
      }
      owners[i] = open.isEmpty() ? -1 : open.element();
      if (lines.get(i).text().equals("{") && i > 0) {
        open.push(i - 1);
      }
    }
  }

  private boolean isClosing(int line) {
    return line < lines.size() && lines.get(line).text().equals("}");
  }

  private boolean isStatement(int line) {
    return !lines.get(line).text().equals("{") && !isClosing(line);
  }

  /** Returns the comments for a tree that was translated from the same file. */
  public YamlComments on(Mapping root) {
    return new Placing(root).all();
  }

  /** Puts the comments beside the values of one tree. */
  private final class Placing {

    private final YamlComments placed = new YamlComments();
    private final Map<FilePosition, Tree> byLine = new HashMap<>();

    /** The item of a list for the value in it that has become of the same statement. */
    private final IdentityHashMap<Tree, Tree> wholes = new IdentityHashMap<>();

    private final IdentityHashMap<Tree, Items> lists = new IdentityHashMap<>();

    Placing(Mapping root) {
      root.members().values().forEach(this::index);
    }

    private static FilePosition line(FilePosition place) {
      return new FilePosition(place.file(), place.line(), 1);
    }

    private void index(Tree tree) {
      var at = line(tree.place());
      switch (tree) {
        case Mapping mapping -> {
          if (mapping.isBlock()) {
            byLine.put(at, mapping); // the innermost of those that one statement has opened
          }
          mapping.members().values().forEach(this::index);
        }
        case Items list -> {
          var counts = new HashMap<FilePosition, Integer>();
          list.items().forEach(item -> counts.merge(line(item.place()), 1, Integer::sum));
          for (var item : list.items()) {
            var itemAt = line(item.place());
            byLine.putIfAbsent(itemAt, counts.getOrDefault(itemAt, 1) > 1 ? list : item);
            lists.putIfAbsent(item, list);
            index(item);
            var inner = byLine.get(itemAt);
            if (item instanceof Mapping mapping && mapping.isBlock() && inner != null) {
              wholes.put(inner, item);
            }
          }
        }
        case Tree.Text _ -> byLine.putIfAbsent(at, tree);
      }
    }

    private YamlComments all() {
      var seen = new HashSet<FilePosition>();
      int headEnd = headEnd();
      for (int i = 0; i < comments.size(); i++) {
        var comment = comments.get(i);
        if (!seen.add(comment.place())) {
          continue; // a file that is included twice
        }
        var text = comment.text().substring(1);
        if (i < headEnd) {
          placed.addHead(text);
        } else if (comment.isAtEnd() && comment.next() == lines.size()) {
          placed.addFoot(text);
        } else if (comment.isAlone()) {
          put(comment, text);
        } else {
          putBeside(comment, text);
        }
      }
      return placed;
    }

    /**
     * Returns the number of comments at the beginning of the file that an empty line or more
     * separates from the first statement.
     */
    private int headEnd() {
      int end = 0;
      while (end < comments.size()
          && comments.get(end).isAlone()
          && comments.get(end).next() == 0) {
        end++;
      }
      var first = lines.isEmpty() ? null : lines.getFirst().place();
      while (end > 0 && first != null && isJustBefore(comments.get(end - 1).place(), first)) {
        end--;
        first = comments.get(end).place();
      }
      return end;
    }

    private static boolean isJustBefore(FilePosition comment, FilePosition next) {
      return comment.file().equals(next.file()) && comment.line() + 1 == next.line();
    }

    private void put(SourceComment comment, String text) {
      int next = comment.next();
      if (next < lines.size() && !isClosing(next) && !comment.isAtEnd()) {
        put(next, Side.BEFORE, text);
      } else if (next == 0) {
        placed.addHead(text);
      } else if (isStatement(next - 1)) {
        put(next - 1, Side.AFTER, text);
      } else {
        int opener = openers.getOrDefault(next - 1, next - 2);
        put(Math.max(opener, 0), isClosing(next - 1) ? Side.AFTER : Side.BESIDE, text);
      }
    }

    private void putBeside(SourceComment comment, String text) {
      var at = line(comment.place());
      for (int i = comment.next(); i < lines.size() && line(lines.get(i).place()).equals(at); i++) {
        if (isStatement(i)) {
          boolean isKept = target(i) != null;
          put(
              i,
              isKept ? Side.BESIDE : Side.BEFORE,
              isKept ? text : " " + lines.get(i).text() + " #" + text);
          return;
        }
      }
      int next = comment.next();
      if (openers.containsKey(next)) {
        put(openers.getOrDefault(next, 0), Side.AFTER, text);
      } else {
        put(comment, text);
      }
    }

    /** Puts a comment beside the counterpart of a line, or of the line that stands for it. */
    private void put(int line, Side side, String text) {
      var target = target(line);
      if (target != null) {
        var after = wholes.getOrDefault(target, target);
        placed.add(side == Side.AFTER ? after : target, side, text);
        return;
      }
      int owner = owners[line];
      for (int i = line + 1; i < lines.size() && (owners[i] != owner || !isClosing(i)); i++) {
        target = owners[i] == owner && isStatement(i) ? target(i) : null;
        if (target != null) {
          placed.add(target, Side.BEFORE, text);
          return;
        }
      }
      for (int i = line - 1; i > owner; i--) {
        target = owners[i] == owner && isStatement(i) ? target(i) : null;
        if (target != null) {
          placed.add(target, Side.AFTER, text);
          return;
        }
      }
      if (owner >= 0) {
        put(owner, Side.BEFORE, text);
      } else {
        placed.addHead(text);
      }
    }

    /**
     * Returns the value that a statement has become; for a block without a value of its own, the
     * list of its values or the first value in it; null if there is none.
     */
    private @Nullable Tree target(int line) {
      var own = byLine.get(line(lines.get(line).place()));
      if (own != null) {
        return own;
      }
      for (int i = line + 1; i < lines.size() && isWithin(i, line); i++) {
        var inner = byLine.get(line(lines.get(i).place()));
        if (inner != null) {
          var list = lists.get(inner);
          return list != null && owners[i] == line ? list : inner;
        }
      }
      return null;
    }

    private boolean isWithin(int line, int block) {
      int owner = lines.get(line).text().equals("{") && line == block + 1 ? block : owners[line];
      while (owner > block) {
        owner = owners[owner];
      }
      return owner == block;
    }
  }
}
