package org.holdfast.agent.config.keepalived;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.jspecify.annotations.Nullable;

/**
 * Parses lines into statements, and corrects braces as keepalived does: adds a missing brace after
 * a keyword with a block, and ignores a brace after any other word and a surplus closing brace.
 */
final class BlockReader {

  private static final int DEEPEST = 32;

  private final Notes notes;
  private final List<Statement> top = new ArrayList<>();
  private final Deque<Block> open = new ArrayDeque<>();

  /** The statement whose block follows; null if no block is expected. */
  private @Nullable Statement pending;

  /**
   * An open block.
   *
   * @param name its keyword; empty for the file itself
   * @param hasValues whether each line in it is a value
   */
  private record Block(
      String name, boolean hasValues, List<Statement> statements, @Nullable Statement owner) {}

  private BlockReader(Notes notes) {
    this.notes = notes;
    open.push(new Block("", false, top, null));
  }

  static List<Statement> read(List<Line> lines, Notes notes) {
    var reader = new BlockReader(notes);
    for (var line : lines) {
      if (notes.isFatal()) {
        break;
      }
      reader.read(line);
    }
    if (reader.open.size() > 1 && !notes.isFatal()) {
      notes.repaired(
          lines.getLast().place(),
          "there are missing '}'s or extra '{'s: " + reader.unclosed() + "; it ends with the file");
    }
    reader.open.forEach(block -> end(block, Integer.MAX_VALUE));
    return reader.top;
  }

  /** Names the blocks that are still open with their lines, the outermost first. */
  private String unclosed() {
    var names = new ArrayList<String>();
    for (var block : open) {
      if (block.owner() != null) {
        names.addFirst(named(block.owner()));
      }
    }
    return String.join(", and in it ", names) + " is not closed";
  }

  private static String named(Statement statement) {
    return Notes.shown(statement.toString()) + " of line " + statement.place().line();
  }

  private void read(Line line) {
    if (line.text().equals("{")) {
      brace(line.place());
      return;
    }
    if (pending != null) {
      notes.repaired(
          line.place(),
          "Missing '{' at beginning of configuration block; supplied after " + named(pending));
      open(line.place());
    }
    if (line.text().equals("}")) {
      close(line.place());
      return;
    }
    var words = Words.of(line, notes);
    if (words.isEmpty()) {
      return;
    }
    var statement = new Statement(words);
    var block = open.element();
    block.statements().add(statement);
    if (!block.hasValues() && Blocks.opens(block.name(), statement.keyword())) {
      pending = statement;
    }
  }

  private void brace(FilePosition place) {
    var block = open.element();
    if (pending != null) {
      open(place);
    } else if (block.hasValues()) {
      block.statements().add(new Statement(List.of(new Word("{", false, place))));
    } else {
      notes.repaired(place, "Unexpected '{' - ignoring");
    }
  }

  private void open(FilePosition place) {
    var statement = pending;
    pending = null;
    if (open.size() > DEEPEST || statement == null) {
      notes.fatal(place, "blocks nested deeper than " + DEEPEST);
      return;
    }
    var outer = open.element().name();
    var name = statement.keyword();
    open.push(new Block(name, Blocks.hasValues(outer, name), statement.open(), statement));
  }

  private static void end(Block block, int line) {
    if (block.owner() != null) {
      block.owner().endsAt(line);
    }
  }

  private void close(FilePosition place) {
    if (open.size() == 1) {
      notes.repaired(place, "Extra '}' found; ignored");
    } else {
      end(open.pop(), place.line());
    }
  }
}
