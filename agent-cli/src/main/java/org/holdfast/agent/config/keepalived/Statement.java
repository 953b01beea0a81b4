package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.jspecify.annotations.Nullable;

/** A keyword, its values, and the block behind them when there is one. */
final class Statement {

  private final List<Word> words;
  private @Nullable List<Statement> block;
  private int lastLine;

  /**
   * @param words one at least
   */
  Statement(List<Word> words) {
    this.words = List.copyOf(words);
  }

  /** Begins its block. */
  List<Statement> open() {
    block = new ArrayList<>();
    return block;
  }

  /** Says where its block ends. */
  void endsAt(int line) {
    lastLine = line;
  }

  /** Of its block; 0 for none that ends. */
  int lastLine() {
    return lastLine;
  }

  boolean hasBlock() {
    return block != null;
  }

  /** What stands in its block; nothing when it has none. */
  List<Statement> block() {
    return block == null ? List.of() : block;
  }

  String keyword() {
    return words.getFirst().text();
  }

  FilePosition place() {
    return words.getFirst().place();
  }

  /** How many words, the keyword too. */
  int size() {
    return words.size();
  }

  /** The word at {@code index}, 0 the keyword's; empty behind the last. */
  String word(int index) {
    return index < words.size() ? words.get(index).text() : "";
  }

  /** Where the word at {@code index} stands; the keyword's place behind the last. */
  FilePosition place(int index) {
    return index < words.size() ? words.get(index).place() : place();
  }

  /** Words from {@code index} on. */
  List<Word> from(int index) {
    return index < words.size() ? words.subList(index, words.size()) : List.of();
  }

  /** The words in a row, for messages. */
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (var word : words) {
      text.append(text.isEmpty() ? "" : " ").append(word.text());
    }
    return text.toString();
  }
}
