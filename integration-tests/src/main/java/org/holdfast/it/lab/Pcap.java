package org.holdfast.it.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Captured packets, decoded and validated by tshark. */
public record Pcap(Path file) {
  /**
   * Returns one row with the values of these fields for each packet that matches a display filter.
   * A missing field is empty; several values of one field are joined by commas.
   */
  public List<List<String>> rows(String filter, String... fields) {
    List<String> command =
        new ArrayList<>(
            List.of("tshark", "-n", "-Q", "-r", file.toString(), "-Y", filter, "-T", "fields"));
    // The additional field distinguishes a row from the warnings that tshark prints when it runs as
    // root.
    command.addAll(List.of("-e", "frame.number"));
    for (String field : fields) {
      command.addAll(List.of("-e", field));
    }
    return LabCommand.run(command)
        .lines()
        .map(line -> List.of(line.split("\t", -1)))
        .filter(row -> row.size() == fields.length + 1)
        .map(row -> row.subList(1, row.size()))
        .toList();
  }

  /** Returns the number of packets that match a display filter. */
  public int count(String filter) {
    return rows(filter, "frame.number").size();
  }

  /**
   * Returns the times of the packets that match a display filter, in order, in seconds since the
   * epoch.
   */
  public List<Double> seconds(String filter) {
    return rows(filter, "frame.time_epoch").stream()
        .map(row -> Double.valueOf(row.getFirst()))
        .sorted()
        .toList();
  }

  /** Returns the spans between consecutive matching packets, in milliseconds. */
  public List<Double> spansMillis(String filter) {
    List<Double> seconds = seconds(filter);
    return IntStream.range(1, seconds.size())
        .mapToObj(at -> (seconds.get(at) - seconds.get(at - 1)) * 1000)
        .toList();
  }

  /**
   * Returns a line for each packet of VRRP, ARP or ICMPv6 that tshark reports as malformed, in
   * error, or with a wrong checksum (for which tshark only warns).
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
