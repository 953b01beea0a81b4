package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.LabStreams;
import org.holdfast.it.lab.Node;
import org.holdfast.it.nemesis.StallMeter;
import org.holdfast.net.IpAddress;

/**
 * The clients of a pair of directors: probes of the virtual addresses, of the virtual service if
 * there is one, and connections that pass through the master. Not thread-safe.
 */
final class CountClients implements AutoCloseable {
  private final CountVariant variant;
  private final Node client;
  private final StallMeter stalls;
  private final List<LabProber> probers = new ArrayList<>();
  private final List<LabStreams> streams = new ArrayList<>();

  /** What was lost in a step. */
  record Losses(int probes, int broken, int late) {}

  /** All probes. */
  record Probes(long sent, long lost) {}

  CountClients(CountVariant variant, Node client, StallMeter stalls) {
    this.variant = variant;
    this.client = client;
    this.stalls = stalls;
  }

  /** Starts them, and waits until all are answered. */
  void start() {
    for (IpAddress vip : variant.probed()) {
      probers.add(LabProber.start(client, vip, variant.probePause()));
      if (variant.table().isPresent()) {
        probers.add(LabProber.startUdp(client, vip, CountVariant.PORT, variant.probePause()));
      }
    }
    for (LabProber prober : probers) {
      prober.awaitAnswered(variant.patience());
    }
    for (String address : variant.servers()) {
      streams.add(
          LabStreams.open(
              client,
              address,
              CountVariant.PORT,
              variant.connections(),
              variant.connectionPause()));
    }
    await("the connections").atMost(variant.patience()).until(() -> opened() == connections());
  }

  private int opened() {
    return streams.stream().mapToInt(LabStreams::opened).sum();
  }

  int connections() {
    return variant.connections() * streams.size();
  }

  /**
   * Returns what was lost from an instant on, and describes each loss to the listener. Times are
   * also given as stalls, for which the machine did not run threads that were due.
   */
  Losses since(Instant begin, Consumer<String> listener) {
    int probes = 0;
    for (LabProber prober : probers) {
      for (LabProber.Gap gap : prober.endedSince(begin)) {
        probes += gap.lost();
        listener.accept(
            "%d probes of %s lost in %.1f ms from %s, %d ms after the order; stalls then %d ms"
                .formatted(
                    gap.lost(),
                    prober,
                    gap.millis(),
                    gap.start(),
                    Duration.between(begin, gap.start()).toMillis(),
                    stalls
                        .between(gap.start().minusMillis(50), gap.end().plusMillis(50))
                        .toMillis()));
      }
    }
    int broken = 0;
    int late = 0;
    for (LabStreams stream : streams) {
      for (LabStreams.Incident incident : stream.since(begin)) {
        if (incident.isBroken()) {
          broken++;
        } else {
          late++;
        }
        listener.accept(words(incident));
      }
    }
    return new Losses(probes, broken, late);
  }

  private String words(LabStreams.Incident incident) {
    return "%s after %.1f ms at %s; stalls then %d ms"
        .formatted(
            incident.isBroken() ? "a connection broke (" + incident.broken() + ")" : "late answer",
            incident.millis(),
            incident.at(),
            stalls
                .between(incident.at().minusMillis((long) incident.millis()), incident.at())
                .toMillis());
  }

  /** Ends the probes, and returns their number. */
  Probes stop() {
    long sent = 0;
    long lost = 0;
    for (LabProber prober : probers) {
      String[] fields = prober.stop().split(" ", -1);
      sent += Long.parseLong(fields[1]);
      lost += Long.parseLong(fields[3]);
    }
    return new Probes(sent, lost);
  }

  @Override
  public void close() {
    streams.forEach(LabStreams::close);
    probers.forEach(LabProber::close);
  }
}
