package org.holdfast.it.lab;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Packets as they crossed a switch, in a pcap file, with tshark as the judge. Needs tshark and the
 * dumpcap that comes with it: tcpdump insists on changing its user, which a user namespace forbids.
 */
public final class Capture implements AutoCloseable {
  private final Path file;
  private final Daemon dumpcap;

  Capture(Lab lab, String device, String name) {
    file = lab.directory().resolve(name);
    // Small enough a snapshot buffer that the file follows the wire within a second.
    dumpcap = new Daemon(lab.inside(List.of("dumpcap", "-P", "-i", device, "-w", file.toString())));
    await("dumpcap on " + device)
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(10))
        .failFast("dumpcap ended", () -> !dumpcap.isRunning())
        .until(() -> dumpcap.log().contains("File:") && Files.exists(file));
  }

  /** Ends the capture and completes the file. */
  public Capture stop() {
    if (dumpcap.isRunning()) {
      int status = dumpcap.stop();
      if (status != 0) {
        throw new LabException("dumpcap: status " + status + "\n" + dumpcap.log());
      }
    }
    return this;
  }

  public Path file() {
    return file;
  }

  /**
   * The packets that match a display filter, a row each, with these fields in order; a field that a
   * packet lacks is empty, one that it has several times is joined by commas.
   */
  public List<List<String>> rows(String filter, String... fields) {
    List<String> command =
        new ArrayList<>(
            List.of("tshark", "-n", "-Q", "-r", file.toString(), "-Y", filter, "-T", "fields"));
    // Sums are checked with the pseudo header in IPv6 alone: IPv4 has two forms in the field.
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    return Command.run(command)
        .lines()
        .map(line -> List.of(line.split("\t", -1)))
        .filter(row -> row.size() == fields.length)
        .toList();
  }

  /** How many packets match a display filter. */
  public int count(String filter) {
    return rows(filter, "frame.number").size();
  }

  /** One line for every packet that tshark calls malformed or wrong in earnest. */
  public List<String> malformed() {
    return malformed("frame");
  }

  /** The same, among the packets that match a display filter. */
  public List<String> malformed(String filter) {
    String wrong = "(" + filter + ") && (_ws.malformed || _ws.expert.severity == \"Error\")";
    return rows(wrong, "frame.number", "_ws.col.Info", "_ws.expert.message").stream()
        .map(row -> String.join(" ", row))
        .toList();
  }

  @Override
  public void close() {
    dumpcap.close();
  }
}
