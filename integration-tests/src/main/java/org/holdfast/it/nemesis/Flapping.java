package org.holdfast.it.nemesis;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** Something that is off and on again and again, on a thread of its own. */
final class Flapping {
  private Flapping() {}

  /**
   * Begins with off. The end waits for the thread, and leaves it on.
   *
   * @param pace about how long each state lasts: from a fifth of it to twice as long
   */
  static Fault.End start(RandomGenerator random, Duration pace, Runnable off, Runnable on) {
    long seed = random.nextLong();
    var ended = new CountDownLatch(1);
    Thread thread =
        Thread.ofPlatform().daemon().name("flapping").start(() -> flap(seed, pace, off, on, ended));
    return () -> {
      ended.countDown();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      on.run();
    };
  }

  private static void flap(
      long seed, Duration pace, Runnable off, Runnable on, CountDownLatch ended) {
    var random = new SplittableRandom(seed);
    boolean isOn = true;
    do {
      (isOn ? off : on).run();
      isOn = !isOn;
    } while (!endsWithin(random.nextLong(pace.toMillis() / 5, pace.toMillis() * 2), ended));
  }

  private static boolean endsWithin(long millis, CountDownLatch ended) {
    try {
      return ended.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      return true;
    }
  }
}
