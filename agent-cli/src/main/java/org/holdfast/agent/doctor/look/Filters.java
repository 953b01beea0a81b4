package org.holdfast.agent.doctor.look;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.holdfast.agent.doctor.firewall.Ruleset;

/** Reads the packet filter. */
final class Filters {

  private Filters() {}

  /**
   * Reads all rules.
   *
   * @param unseen receives the reason if some rules could not be read
   * @return empty if the rules could not be read
   */
  static Optional<Ruleset> read(List<String> unseen) {
    try {
      var nft = Programs.find("nft");
      return Optional.of(
          Ruleset.of(
              nft.isPresent() ? Programs.output(nft.get(), "list", "ruleset") : "",
              legacy("/proc/net/ip_tables_names", "iptables"),
              legacy("/proc/net/ip6_tables_names", "ip6tables")));
    } catch (IOException e) {
      unseen.add("the packet filter cannot be read: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Reads the legacy rules, which nft does not show, if there are any. */
  private static String legacy(String tables, String tool) throws IOException {
    if (KernelFiles.text(Path.of(tables)).orElse("").isBlank()) {
      return "";
    }
    var save = Programs.find(tool + "-legacy-save").or(() -> Programs.find(tool + "-save"));
    return save.isPresent() ? Programs.output(save.get()) : "";
  }
}
