package org.holdfast.agent.config.document;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/**
 * Comments for the values of a tree, by the identity of the value, and for the file as a whole.
 * Each comment is one line, without the character that begins it.
 */
public final class YamlComments {

  /** No comments. */
  static final YamlComments NONE = new YamlComments();

  private final List<String> head = new ArrayList<>();
  private final List<String> foot = new ArrayList<>();
  private final IdentityHashMap<Tree, Around> byValue = new IdentityHashMap<>();

  /** The comments of a value. */
  private record Around(List<String> before, List<String> beside, List<String> after) {
    Around() {
      this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    }
  }

  /** Where a comment stands. */
  public enum Side {
    /** On lines before the value and its key. */
    BEFORE,
    /** At the end of the line with the value, or of the line that opens it. */
    BESIDE,
    /** On lines after the value. */
    AFTER
  }

  /** Adds a comment to a value. */
  public void add(Tree value, Side side, String comment) {
    var around = byValue.computeIfAbsent(value, _ -> new Around());
    switch (side) {
      case BEFORE -> around.before.add(comment);
      case BESIDE -> around.beside.add(comment);
      case AFTER -> around.after.add(comment);
    }
  }

  /** Adds a comment at the beginning of the file. */
  public void addHead(String comment) {
    head.add(comment);
  }

  /** Adds a comment at the end of the file. */
  public void addFoot(String comment) {
    foot.add(comment);
  }

  List<String> head() {
    return head;
  }

  List<String> foot() {
    return foot;
  }

  boolean has(Tree value) {
    return byValue.containsKey(value);
  }

  /** Returns the comments before a value, and removes them so that they are written only once. */
  List<String> takeBefore(Tree value) {
    var around = byValue.get(value);
    if (around == null) {
      return List.of();
    }
    var lines = List.copyOf(around.before);
    around.before.clear();
    return lines;
  }

  List<String> beside(Tree value) {
    var around = byValue.get(value);
    return around == null ? List.of() : around.beside;
  }

  List<String> after(Tree value) {
    var around = byValue.get(value);
    return around == null ? List.of() : around.after;
  }
}
