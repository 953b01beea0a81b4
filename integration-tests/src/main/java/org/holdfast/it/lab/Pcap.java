package org.holdfast.it.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Captured packets, judged by tshark: what they are, and whether they are well formed. */
public record Pcap(Path file) {
  /**
   * The packets that match a display filter, a row each, with these fields in order; a field that a
   * packet lacks is empty, one that it has several times is joined by commas.
   */
  public List<List<String>> rows(String filter, String... fields) {
    List<String> command =
        new ArrayList<>(
            List.of("tshark", "-n", "-Q", "-r", file.toString(), "-Y", filter, "-T", "fields"));
    // One field more than asked for tells a row from what tshark says when it runs as root.
    command.addAll(List.of("-e", "frame.number"));
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    return Command.run(command)
        .lines()
        .map(line -> List.of(line.split("\t", -1)))
        .filter(row -> row.size() == fields.length + 1)
        .map(row -> row.subList(1, row.size()))
        .toList();
  }

  /** How many packets match a display filter. */
  public int count(String filter) {
    return rows(filter, "frame.number").size();
  }

  /** When the packets that match a display filter passed, in seconds since the epoch, in order. */
  public List<Double> seconds(String filter) {
    return rows(filter, "frame.time_epoch").stream()
        .map(row -> Double.valueOf(row.getFirst()))
        .sorted()
        .toList();
  }

  /** The spans between one packet that matches and the next, in milliseconds. */
  public List<Double> spansMillis(String filter) {
    List<Double> seconds = seconds(filter);
    return IntStream.range(1, seconds.size())
        .mapToObj(at -> (seconds.get(at) - seconds.get(at - 1)) * 1000)
        .toList();
  }

  /**
   * A line for every packet of VRRP, ARP or ICMPv6 that tshark calls malformed, in error, or wrong
   * in its checksum (which tshark only warns about).
   */
  public List<String> malformed() {
    String wrong =
        """
        (vrrp || arp || icmpv6)
        && (_ws.malformed || _ws.expert.severity == "Error" || _ws.expert.group == "Checksum")
        """;
    return rows(wrong, "frame.number", "_ws.col.Source", "_ws.col.Info", "_ws.expert.message")
        .stream()
        .map(row -> String.join(" ", row))
        .toList();
  }
}
