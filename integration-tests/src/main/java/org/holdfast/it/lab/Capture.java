package org.holdfast.it.lab;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A running capture of the traffic on a device. It needs the dumpcap program of tshark: tcpdump
 * insists on changing its user, which a user namespace forbids.
 */
public final class Capture implements AutoCloseable {
  private final Path file;
  private final Daemon dumpcap;

  /**
   * @param inside makes of a command the one that runs it where the device is
   * @param filter the capture filter in pcap syntax; empty for all traffic
   */
  Capture(Lab lab, UnaryOperator<List<String>> inside, String device, String name, String filter) {
    file = lab.directory().resolve(name);
    dumpcap =
        new Daemon(
            inside.apply(
                List.of("dumpcap", "-P", "-i", device, "-f", filter, "-w", file.toString())));
    lab.owns(this);
    await("dumpcap on " + device)
        .atMost(Lab.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .failFast("dumpcap ended", () -> !dumpcap.isRunning())
        .until(() -> dumpcap.log().contains("File:") && Files.exists(file));
  }

  /** Ends the capture and returns the packets. */
  public Pcap stop() {
    int status = dumpcap.stop();
    if (status != 0) {
      throw new LabException("dumpcap: status %d\n%s".formatted(status, dumpcap.log()));
    }
    return new Pcap(file);
  }

  @Override
  public void close() {
    dumpcap.close();
  }
}
