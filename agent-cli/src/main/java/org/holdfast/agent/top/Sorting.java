package org.holdfast.agent.top;

import java.util.Comparator;

/** The orders of the rows; instances come before services in each. */
enum Sorting {
  TROUBLE("trouble first", Comparator.comparing(row -> !row.isTrouble())),
  NAME("name", Comparator.comparing(Row::name)),
  CONNECTIONS("active connections", Comparator.comparing(row -> -row.active())),
  RATE("connections a second", Comparator.comparing(row -> -row.rate()));

  private final String words;
  private final Comparator<Row> comparator;

  Sorting(String words, Comparator<Row> comparator) {
    this.words = words;
    this.comparator = comparator;
  }

  String words() {
    return words;
  }

  Comparator<Row> comparator() {
    return comparator;
  }

  Sorting next() {
    return switch (this) {
      case TROUBLE -> NAME;
      case NAME -> CONNECTIONS;
      case CONNECTIONS -> RATE;
      case RATE -> TROUBLE;
    };
  }
}
