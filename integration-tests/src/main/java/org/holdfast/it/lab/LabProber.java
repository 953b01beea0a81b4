package org.holdfast.it.lab;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.net.IpAddress;

/**
 * A client on a node that probes an address, by default every millisecond, by running {@link
 * LabProbe} in a separate process.
 */
public final class LabProber implements AutoCloseable {
  /** The time to wait for late answers: {@link LabProbe} reports a gap only after 200 ms. */
  private static final Duration SETTLE = Duration.ofMillis(500);

  private final Daemon daemon;
  private final String target;

  /**
   * A time span without answers.
   *
   * @param start when the first lost probe was sent
   * @param end when the first later probe was answered
   * @param millis end - start, with its fraction
   * @param lost the number of probes that were never answered
   */
  public record Gap(Instant start, Instant end, double millis, int lost) {
    private static Gap parse(String line) {
      String[] fields = line.split(" ", -1);
      return new Gap(
          Instant.parse(fields[1]),
          Instant.parse(fields[2]),
          Double.parseDouble(fields[3]),
          Integer.parseInt(fields[4]));
    }
  }

  private LabProber(Daemon daemon, String target) {
    this.daemon = daemon;
    this.target = target;
  }

  /** Starts probing every millisecond. */
  public static LabProber start(Node client, IpAddress address) {
    return start(client, address, Duration.ofMillis(1));
  }

  /** Starts probing at this interval. */
  public static LabProber start(Node client, IpAddress address, Duration interval) {
    return start(client, address.toString(), List.of(address.toString(), millis(interval)));
  }

  /** Starts probing a port that {@link LabDatagrams} serves. */
  public static LabProber startUdp(Node client, IpAddress address, int port, Duration interval) {
    return start(
        client,
        address + " UDP port " + port,
        List.of(address.toString(), millis(interval), Integer.toString(port)));
  }

  private static LabProber start(Node client, String target, List<String> arguments) {
    return new LabProber(
        client.start(LabJava.small(LabProbe.class, arguments).toArray(String[]::new)), target);
  }

  private static String millis(Duration interval) {
    return Double.toString(interval.toNanos() / 1e6);
  }

  /** Returns whether the address answers at present, with an accuracy of 20 ms. */
  public boolean isAnswered() {
    return hasSaidLast("answered ");
  }

  /** Returns whether the address does not answer at present, which takes 20 ms to notice. */
  public boolean isSilent() {
    return hasSaidLast("silent ");
  }

  private boolean hasSaidLast(String start) {
    return daemon.lines().stream()
        .map(Daemon.Line::text)
        .filter(line -> line.startsWith("answered ") || line.startsWith("silent "))
        .reduce((first, second) -> second)
        .filter(line -> line.startsWith(start))
        .isPresent();
  }

  /** Waits until the address answers. */
  public void awaitAnswered(Duration within) {
    await("answers from " + target)
        .atMost(within)
        .pollInterval(Duration.ofMillis(5))
        .until(this::isAnswered);
  }

  /** Waits half a second for late answers and returns the gaps that ended after this instant. */
  public List<Gap> gapsSince(Instant from) {
    Instant settled = Instant.now().plus(SETTLE);
    await().atMost(SETTLE.multipliedBy(2)).until(() -> Instant.now().isAfter(settled));
    return endedSince(from);
  }

  /** Returns the gaps that ended after this instant, of those that are known to be gaps by now. */
  public List<Gap> endedSince(Instant from) {
    return lines("gap ").map(Gap::parse).filter(gap -> gap.end().isAfter(from)).toList();
  }

  /** Returns the sum of all gaps that ended after this instant, in milliseconds. */
  public double outageMillisSince(Instant from) {
    return gapsSince(from).stream().mapToDouble(Gap::millis).sum();
  }

  private Stream<String> lines(String start) {
    return daemon.lines().stream().map(Daemon.Line::text).filter(line -> line.startsWith(start));
  }

  /** Ends the probing and returns the last line, which has the totals. */
  public String stop() {
    daemon.stop(); // the JVM reports the signal as its exit status
    return lines("total ")
        .findFirst()
        .orElseThrow(() -> new LabException("no total:\n" + daemon.log()));
  }

  @Override
  public void close() {
    daemon.close();
  }

  /** Returns what is probed. */
  @Override
  public String toString() {
    return target;
  }
}
