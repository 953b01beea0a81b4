package org.holdfast.it.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.holdfast.time.NanoClock;

/**
 * When a program's first advert was sent and when its table came into the kernel, each from the
 * start of the process, as seen by looks that follow each other within some 20 ms.
 *
 * @param advert the time until the first advert
 * @param first the time until the first service
 * @param whole the time until the whole table
 */
record TableArrival(Duration advert, Duration first, Duration whole) {

  /** Returns the time from the first advert until the whole table; negative if it came earlier. */
  Duration sinceAdvert() {
    return whole.minus(advert);
  }

  /** Returns the time from the first service until the whole table. */
  Duration sinceFirst() {
    return whole.minus(first);
  }

  /** Looks whether the advert and the table are there, in one thread. */
  static final class Watch {
    private static final long UNSEEN = -1;

    /** The column of packets sent in a line of {@code /proc/net/dev}, split at blanks. */
    private static final int SENT = 10;

    private final NanoClock clock;
    private final long startedAt;
    private final BooleanSupplier hasFirst;
    private final BooleanSupplier hasLast;
    private long advertNanos = UNSEEN;
    private long firstNanos = UNSEEN;
    private long lastNanos = UNSEEN;

    /**
     * @param startedAt when the process was started, on the clock
     * @param hasFirst whether the kernel has the first service
     * @param hasLast whether the kernel has the last server
     */
    Watch(NanoClock clock, long startedAt, BooleanSupplier hasFirst, BooleanSupplier hasLast) {
      this.clock = clock;
      this.startedAt = startedAt;
      this.hasFirst = hasFirst;
      this.hasLast = hasLast;
    }

    /** Returns whether all has been seen; asks the kernel only for what has not. */
    boolean look() {
      // The link is the process's own and without IPv6: an advert is the first packet on it.
      advertNanos = seen(advertNanos, () -> sent(TablePlan.DEVICE) > 0);
      firstNanos = seen(firstNanos, hasFirst);
      lastNanos = firstNanos == UNSEEN ? UNSEEN : seen(lastNanos, hasLast);
      return advertNanos != UNSEEN && lastNanos != UNSEEN;
    }

    /** Returns the result, once all has been seen. */
    TableArrival result() {
      return new TableArrival(
          Duration.ofNanos(advertNanos), Duration.ofNanos(firstNanos), Duration.ofNanos(lastNanos));
    }

    /** Forgets the last server, which was there before other servers were. */
    void lookAgain() {
      lastNanos = UNSEEN;
    }

    private long seen(long nanos, BooleanSupplier look) {
      return nanos == UNSEEN && look.getAsBoolean() ? clock.nanos() - startedAt : nanos;
    }

    private static long sent(String device) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/thread-self/net/dev"))) {
        return lines
            .map(line -> line.strip().replace(":", " ").split("\\s+", -1))
            .filter(fields -> fields[0].equals(device))
            .mapToLong(fields -> Long.parseLong(fields[SENT]))
            .sum();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
