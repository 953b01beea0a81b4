package org.holdfast.agent.doctor;

import java.util.Map;
import java.util.OptionalInt;

/**
 * Kernel settings.
 *
 * @param values the settings that exist and are numbers, by path below /proc/sys
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
   * Returns the effective value of an IPv4 setting, which is the larger of the values of {@code
   * all} and of the interface (ip-sysctl: rp_filter, arp_ignore, arp_announce,
   * promote_secondaries); 0 if neither can be read.
   */
  int effective(String link, String name) {
    return Math.max(
        of(Setting.ofLink("ipv4", "all", name)).orElse(0),
        of(Setting.ofLink("ipv4", link, name)).orElse(0));
  }
}
