package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.jspecify.annotations.Nullable;

/** A keyword, its values, and the block after them if there is one. */
final class Statement {

  private final List<Word> words;
  private @Nullable List<Statement> block;
  private int lastLine;

  /**
   * @param words at least one word
   */
  Statement(List<Word> words) {
    this.words = List.copyOf(words);
  }

  /** Opens the block and returns its statements. */
  List<Statement> open() {
    block = new ArrayList<>();
    return block;
  }

  /** Sets the last line of the block. */
  void endsAt(int line) {
    lastLine = line;
  }

  /** Returns the last line of the block, or 0 if there is no block. */
  int lastLine() {
    return lastLine;
  }

  boolean hasBlock() {
    return block != null;
  }

  /** Returns the statements of the block; empty if there is no block. */
  List<Statement> block() {
    return block == null ? List.of() : block;
  }

  String keyword() {
    return words.getFirst().text();
  }

  FilePosition place() {
    return words.getFirst().place();
  }

  /** Returns the number of words, including the keyword. */
  int size() {
    return words.size();
  }

  /** Returns the word at {@code index}, where 0 is the keyword; empty after the last word. */
  String word(int index) {
    return index < words.size() ? words.get(index).text() : "";
  }

  /**
   * Returns the position of the word at {@code index}, or that of the keyword after the last word.
   */
  FilePosition place(int index) {
    return index < words.size() ? words.get(index).place() : place();
  }

  /** Returns the words from {@code index} on. */
  List<Word> from(int index) {
    return index < words.size() ? words.subList(index, words.size()) : List.of();
  }

  /** Returns the words with blanks between them, for messages. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var word : words) {
      text.append(text.isEmpty() ? "" : " ").append(word.text());
    }
    return text.toString();
  }
}
