package org.holdfast.agent.config.keepalived;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes statements of lines. A brace is one that stands alone or ends a word; what stands between
 * braces on one line is one statement, as with keepalived.
 */
final class BlockReader {

  private static final int DEEPEST = 32;

  private final Notes notes;
  private final List<Statement> top = new ArrayList<>();
  private final Deque<List<Statement>> open = new ArrayDeque<>();

  /** To which a brace would belong. */
  private @Nullable Statement last;

  private BlockReader(Notes notes) {
    this.notes = notes;
    open.push(top);
  }

  static List<Statement> read(List<Line> lines, Notes notes) {
    var reader = new BlockReader(notes);
    for (var line : lines) {
      if (notes.isFatal()) {
        break;
      }
      reader.read(Words.of(line, notes));
    }
    if (reader.open.size() > 1 && !notes.isFatal()) {
      notes.repaired(lines.getLast().place(), "a } is missing; the block ends with the file");
    }
    return reader.top;
  }

  private void read(List<Word> words) {
    var statement = new ArrayList<Word>();
    for (var word : words) {
      if (word.is("{")) {
        add(statement);
        open(word.place());
      } else if (word.is("}")) {
        add(statement);
        close(word.place());
      } else if (!word.quoted() && word.text().endsWith("{")) {
        var text = word.text();
        statement.add(new Word(text.substring(0, text.length() - 1), false, word.place()));
        add(statement);
        open(word.place());
      } else {
        statement.add(word);
      }
    }
    add(statement);
  }

  private void add(List<Word> words) {
    if (!words.isEmpty()) {
      last = new Statement(words);
      open.element().add(last);
      words.clear();
    }
  }

  private void open(Place place) {
    if (open.size() > DEEPEST) {
      notes.fatal(place, "blocks nested deeper than " + DEEPEST);
      return;
    }
    if (last == null || last.hasBlock()) {
      notes.repaired(place, "a { without a keyword; its block is ignored");
      open.push(new ArrayList<>());
    } else {
      open.push(last.open());
    }
    last = null;
  }

  private void close(Place place) {
    last = null;
    if (open.size() == 1) {
      notes.repaired(place, "Extra '}' found; ignored");
    } else {
      open.pop();
    }
  }
}
