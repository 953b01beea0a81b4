package org.holdfast.it.lab;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Two directors on one switch with a client, and the assertions about them. These check facts from
 * the kernels, and show the logs of both directors when a condition is not met.
 */
public final class Duel implements AutoCloseable {
  /**
   * The polling interval: each look starts three processes, and several labs look at the same time.
   */
  private static final Duration POLL = Duration.ofMillis(100);

  private final PairLab lab = PairLab.open();
  private final Capture capture = lab.lan().capture("lan.pcap");
  private final Director a;
  private final Director b;

  /** Creates both directors without starting them. */
  public Duel(Make makeOfA, RouterSpec specOfA, Make makeOfB, RouterSpec specOfB) {
    a = makeOfA.director(lab.a(), specOfA);
    b = makeOfB.director(lab.b(), specOfB);
  }

  public PairLab lab() {
    return lab;
  }

  public Director a() {
    return a;
  }

  public Director b() {
    return b;
  }

  private Director other(Director director) {
    return director.equals(a) ? b : a;
  }

  /**
   * Waits until this director has all virtual addresses, the other one has none, and a client gets
   * answers.
   */
  public void awaitOnlyMaster(Director master) {
    await(
        master + " alone",
        () -> master.holdsAddresses() && other(master).holdsNoAddress() && isServed());
  }

  /**
   * Waits as {@link #awaitOnlyMaster} does, but ignores the addresses of the other director, which
   * is dead or cut off.
   */
  public void awaitMaster(Director master) {
    await(master + " master", () -> master.holdsAddresses() && isServed());
  }

  /** Waits until a condition holds. */
  public void await(String fact, BooleanSupplier condition) {
    new Waits(POLL, this::logs).await(fact, condition);
  }

  /** Asserts that a condition holds for this long. */
  public void holdsFor(Duration time, String fact, BooleanSupplier condition) {
    new Waits(Duration.ofMillis(50), this::logs).holdsFor(time, fact, condition);
  }

  private boolean isServed() {
    return lab.client().succeeds("ping", "-n", "-c1", "-W1", a.spec().vip().toString());
  }

  /** Returns the logs of both directors, for the analysis of a failure. */
  public String logs() {
    return "%n%s%n%s".formatted(describe(a), describe(b));
  }

  private static String describe(Director director) {
    return director.log().stream()
        .map(line -> "  " + line.at() + " " + line.text())
        .collect(Collectors.joining("\n", director + ":\n", ""));
  }

  /** Ends the capture of the switch and returns it. */
  public Pcap stopCapture() {
    return capture.stop();
  }

  /** Closes both directors and their lab. */
  @Override
  public void close() {
    lab.close();
  }
}
