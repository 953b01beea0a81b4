package org.holdfast.it.lab;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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
