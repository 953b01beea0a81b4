package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.it.lab.Director;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.Make;

/**
 * The two directors of one make, on nodes of their own, and the client that probes their address.
 */
record FailoverPair(Make make, Director master, Director backup, LabProber client)
    implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(50);

  /** Waits until the master holds the address alone and the client has answers. */
  void awaitSettled() {
    await("the master of " + master)
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(() -> master.holdsAddresses() && backup.holdsNoAddress() && client.isAnswered());
  }

  /** Waits until the backup holds the address and the client has answers. */
  void awaitTakenOver() {
    await("the takeover of " + backup)
        .atMost(PATIENCE)
        .pollInterval(POLL)
        .until(() -> backup.holdsAddresses() && client.isAnswered());
  }

  /** Returns the lines in which either router has logged a new state of VRRP or BFD. */
  List<String> transitionsSince(Instant instant) {
    return Stream.of(master, backup)
        .flatMap(director ->
            director.log().stream()
                .filter(line -> line.at().isAfter(instant) && line.text().contains(") Entering "))
                .map(line -> director.node() + " " + line.text()))
        .toList();
  }

  @Override
  public void close() {
    client.close();
    master.close();
    backup.close();
  }
}
