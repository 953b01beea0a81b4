package org.holdfast.it.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.holdfast.it.lab.UserModeLinux;
import org.jspecify.annotations.Nullable;

/**
 * The load that a kernel in User-Mode Linux puts on the machine while checks run inside it. The
 * kernel counts its own processor time in ticks of ten milliseconds and misses work that starts
 * with a tick and finishes before the next one; the machine's count is exact. The figure includes
 * everything inside: the checked servers and the kernel's work for both ends as well. It is
 * therefore only good for comparing makes, because both have the same share of that work.
 *
 * <p>The inner side marks the start and the end of the measured span with one output line each; all
 * other lines are passed on.
 */
final class OutsideView implements Consumer<String> {
  private static final String BEGIN = "@measured from here";
  private static final String END = "@measured up to here: ";

  private final Consumer<String> output;
  private Duration before = Duration.ZERO;
  private @Nullable String figure;

  OutsideView(Consumer<String> output) {
    this.output = output;
  }

  /** Marks the start of the measured span; called inside. */
  static void begin() {
    print(BEGIN);
  }

  /** Marks the end of the measured span and reports the number of checks done; called inside. */
  static void end(long checks) {
    print(END + checks);
  }

  private static void print(String line) {
    if (UserModeLinux.isHere()) {
      System.out.println(line);
    }
  }

  @Override
  public void accept(String line) {
    if (line.equals(BEGIN)) {
      before = used();
    } else if (line.startsWith(END)) {
      long checks = Long.parseLong(line.substring(END.length()));
      double micros = used().minus(before).toNanos() / 1e3 / checks;
      figure = String.format(Locale.ROOT, "%26s %9.0f us/check, all of this kernel", "", micros);
    } else {
      output.accept(line);
      if (figure != null) {
        output.accept(figure);
        figure = null;
      }
    }
  }

  /**
   * Returns the processor time of our descendants. The kernel is one of them, and the others do
   * little.
   */
  private static Duration used() {
    return ProcessCost.of(ProcessHandle.current().pid()).cpu();
  }
}
