package org.holdfast.agent.dumps;

import org.holdfast.vrrp.io.InstanceStatus;

/**
 * The counters in the form that keepalived writes on SIGUSR2: all of keepalived's lines, in its
 * order. Counters that keepalived lacks follow below if they are not zero.
 */
public final class KeepalivedStats {

  private KeepalivedStats() {}

  /** Returns the lines of all instances. */
  public static String of(DumpFacts facts) {
    var text = new StringBuilder();
    for (var pair : facts.pairs()) {
      append(text, pair.status(), facts.counters(pair.status()));
    }
    return text.toString();
  }

  private static void append(
      StringBuilder text, InstanceStatus instance, KeepalivedCounters counters) {
    text.append("VRRP Instance: ").append(instance.name()).append('\n');
    text.append("  Advertisements:\n");
    line(text, "    Received", counters.get("advert_rcvd"));
    line(text, "    Sent", counters.get("advert_sent"));
    line(text, "  Became master", counters.get("become_master"));
    line(text, "  Released master", counters.get("release_master"));
    text.append("  Packet Errors:\n");
    line(text, "    Length", counters.get("packet_len_err"));
    line(text, "    TTL", counters.get("ip_ttl_err"));
    line(text, "    Invalid Type", counters.get("invalid_type_rcvd"));
    line(text, "    Advertisement Interval", counters.get("advert_interval_err"));
    line(text, "    Address List", counters.get("addr_list_err"));
    text.append("  Authentication Errors:\n");
    line(text, "    Invalid Type", counters.get("invalid_authtype"));
    line(text, "    Type Mismatch", counters.get("authtype_mismatch"));
    line(text, "    Failure", counters.get("auth_failure"));
    text.append("  Priority Zero:\n");
    line(text, "    Received", counters.get("pri_zero_rcvd"));
    line(text, "    Sent", counters.get("pri_zero_sent"));
    if (!counters.others().isEmpty()) {
      text.append("  Other Errors:\n");
      counters.others().forEach((counter, count) -> line(text, "    " + counter, count));
    }
  }

  private static void line(StringBuilder text, String what, long count) {
    text.append(what).append(": ").append(count).append('\n');
  }
}
