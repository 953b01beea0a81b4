package org.holdfast.it.bench;

import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;
import org.holdfast.it.lab.UserModeLinux;
import org.jspecify.annotations.Nullable;

/**
 * What a kernel in User-Mode Linux costs the machine that it runs on, while checks run inside. Its
 * own reckoning of processor time goes by ticks of ten milliseconds, which what wakes up with the
 * tick, and is done before the next, never pays for; this machine's is exact. All inside is in it,
 * the servers that are checked and the kernel's work for both ends too: compare makes, which have
 * the same of that.
 *
 * <p>The side inside tells of the begin and the end of what is measured by a line each of its
 * output; all other lines are passed on.
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

  /** Inside: what follows is measured, if anybody looks. */
  static void begin() {
    tell(BEGIN);
  }

  /** Inside: it is over, and this many checks have been done. */
  static void end(long checks) {
    tell(END + checks);
  }

  private static void tell(String line) {
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

  /** The kernel is among our descendants, and we do little beside. */
  private static Duration used() {
    return ProcessCost.of(ProcessHandle.current().pid()).cpu();
  }
}
