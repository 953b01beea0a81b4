package org.holdfast.agent.dumps;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.packet.Defect;

/**
 * The counters of an instance by keepalived's names, all of keepalived's in the order of its JSON.
 *
 * @param others the counters that keepalived lacks, by our names; none of them 0
 */
public record KeepalivedCounters(Map<String, Long> keepalived, Map<String, Long> others) {

  /** The names in keepalived's JSON that count rejected packets. */
  private static final String[] DEFECTS = {
    "packet_len_err",
    "advert_interval_err",
    "ip_ttl_err",
    "invalid_type_rcvd",
    "addr_list_err",
    "invalid_authtype",
    "authtype_mismatch",
    "auth_failure"
  };

  /** Returns the counters since the start of the instance. */
  public static KeepalivedCounters of(InstanceStatus instance) {
    var packets = instance.packets();
    var rejected = new TreeMap<String, Long>();
    packets
        .rejected()
        .forEach((defect, count) -> rejected.merge(counter(defect), count, Long::sum));
    rejected.merge("addr_list_err", packets.differentAddresses(), Long::sum);
    rejected.merge("send_err", packets.sendFailures(), Long::sum);
    var all = new LinkedHashMap<String, Long>();
    all.put("advert_rcvd", packets.received());
    all.put("advert_sent", packets.sent());
    all.put("become_master", instance.history().becameMaster());
    all.put("release_master", instance.history().leftMaster());
    for (var defect : DEFECTS) {
      var count = rejected.remove(defect);
      all.put(defect, count == null ? 0 : count);
    }
    all.put("pri_zero_rcvd", packets.priorityZeroReceived());
    all.put("pri_zero_sent", packets.priorityZeroSent());
    rejected.values().removeIf(count -> count == 0);
    return new KeepalivedCounters(all, rejected);
  }

  /** Returns the keepalived counter for a defect, or the defect's name if keepalived has none. */
  private static String counter(String defect) {
    var counter = Defect.of(defect).keepalivedCounter();
    return counter.isEmpty() ? defect : counter;
  }

  /** Returns what has been counted since {@code before}. */
  KeepalivedCounters minus(KeepalivedCounters before) {
    var left = difference(others, before.others);
    left.values().removeIf(count -> count == 0);
    return new KeepalivedCounters(difference(keepalived, before.keepalived), left);
  }

  private static Map<String, Long> difference(Map<String, Long> now, Map<String, Long> before) {
    var difference = new LinkedHashMap<String, Long>();
    now.forEach((name, count) ->
        // An instance that a reload has replaced counts from 0 again.
        difference.put(name, Math.max(0, count - before.getOrDefault(name, 0L))));
    return difference;
  }

  /** Returns the count under keepalived's name. */
  long get(String name) {
    return keepalived.getOrDefault(name, 0L);
  }
}
