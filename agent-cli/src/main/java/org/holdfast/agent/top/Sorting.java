package org.holdfast.agent.top;

import java.util.Comparator;

/** The orders of the rows; instances come before services in each. */
enum Sorting {
  TROUBLE("trouble first"),
  NAME("name"),
  CONNECTIONS("active connections"),
  RATE("connections a second");

  private final String words;

  Sorting(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  Comparator<Row> comparator() {
    return switch (this) {
      case TROUBLE -> Comparator.comparing(row -> !row.isTrouble());
      case NAME -> Comparator.comparing(Row::name);
      case CONNECTIONS -> Comparator.comparingLong(Row::active).reversed();
      case RATE -> Comparator.comparingLong(Row::rate).reversed();
    };
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
