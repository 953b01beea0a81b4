package org.holdfast.agent.doctor;

import java.util.Map;
import java.util.OptionalInt;

/**
 * The kernel's settings as read.
 *
 * @param values by path below /proc/sys; what is not there, or is no number, is not among them
 */
public record Settings(Map<Setting, Integer> values) {

  public Settings {
    values = Map.copyOf(values);
  }

  OptionalInt of(Setting setting) {
    var value = values.get(setting);
    return value == null ? OptionalInt.empty() : OptionalInt.of(value);
  }

  boolean is(Setting setting, int value) {
    var found = of(setting);
    return found.isPresent() && found.getAsInt() == value;
  }

  /**
   * An IPv4 setting of which the larger of {@code all}'s and the interface's own counts (ip-sysctl:
   * rp_filter, arp_ignore, arp_announce, promote_secondaries); 0 where neither can be read.
   */
  int effective(String link, String name) {
    return Math.max(
        of(Setting.ofLink("ipv4", "all", name)).orElse(0),
        of(Setting.ofLink("ipv4", link, name)).orElse(0));
  }
}
