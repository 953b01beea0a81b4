package org.holdfast.it.bench;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * The rows of one size that {@link IpvsTables} prints inside User-Mode Linux, of which it passes
 * all on, and the ratios of Holdfast's medians to keepalived's.
 */
final class TableRatios implements Consumer<String> {

  /** The columns of seconds from the start of the process in a row, as numbered by blanks. */
  private static final int MAKE = 1;

  private static final int ADVERT = 2;
  private static final int FIRST = 3;
  private static final int WHOLE = 4;

  private record Seconds(double advert, double first, double whole) {}

  private final Map<Checker, List<Seconds>> rows = new EnumMap<>(Checker.class);

  @Override
  public void accept(String line) {
    System.out.println(line);
    String[] fields = line.strip().split("\\s+", -1);
    for (Checker make : Checker.values()) {
      if (fields.length > WHOLE && fields[MAKE].equals(make.toString())) {
        rows.computeIfAbsent(make, _ -> new ArrayList<>())
            .add(
                new Seconds(
                    Double.parseDouble(fields[ADVERT]),
                    Double.parseDouble(fields[FIRST]),
                    Double.parseDouble(fields[WHOLE])));
      }
    }
  }

  /** Prints the ratios, if both makes have run. */
  void print() {
    if (rows.size() == Checker.values().length) {
      print("first advert until the whole table", row -> row.whole - row.advert);
      print("first service until the whole table", row -> row.whole - row.first);
      print("process start until the whole table", Seconds::whole);
    }
  }

  private void print(String span, ToDoubleFunction<Seconds> seconds) {
    Outage holdfast = median(Checker.HOLDFAST, seconds);
    Outage keepalived = median(Checker.KEEPALIVED, seconds);
    System.out.printf(
        "          %-36s holdfast %.2f s, keepalived %.2f s, ratio %s%n",
        span, holdfast.median(), keepalived.median(), holdfast.ratioTo(keepalived));
  }

  private Outage median(Checker make, ToDoubleFunction<Seconds> seconds) {
    return Outage.of(
        rows.getOrDefault(make, List.of()).stream()
            .map(row -> seconds.applyAsDouble(row))
            .toList());
  }
}
