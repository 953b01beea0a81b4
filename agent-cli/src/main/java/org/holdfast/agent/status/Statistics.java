package org.holdfast.agent.status;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.holdfast.vrrp.io.InstanceStatus;
import org.holdfast.vrrp.packet.Defect;

/**
 * The counters of an instance in the form that keepalived writes on SIGUSR2: all of keepalived's
 * lines, in its order. Counters that keepalived lacks follow below if they are not zero. PURE.
 */
public final class Statistics {

  private static final Map<String, String> PACKET_ERRORS = new LinkedHashMap<>();
  private static final Map<String, String> AUTHENTICATION_ERRORS = new LinkedHashMap<>();
  private static final String ADDRESS_LIST = "addr_list_err";

  static {
    PACKET_ERRORS.put("packet_len_err", "Length");
    PACKET_ERRORS.put("ip_ttl_err", "TTL");
    PACKET_ERRORS.put("invalid_type_rcvd", "Invalid Type");
    PACKET_ERRORS.put("advert_interval_err", "Advertisement Interval");
    PACKET_ERRORS.put(ADDRESS_LIST, "Address List");
    AUTHENTICATION_ERRORS.put("invalid_authtype", "Invalid Type");
    AUTHENTICATION_ERRORS.put("authtype_mismatch", "Type Mismatch");
    AUTHENTICATION_ERRORS.put("auth_failure", "Failure");
  }

  private Statistics() {}

  /** Returns the lines of one instance. */
  public static String of(InstanceStatus instance) {
    var packets = instance.packets();
    var history = instance.history();
    var counts = new TreeMap<String, Long>();
    packets.rejected().forEach((defect, count) -> counts.merge(counter(defect), count, Long::sum));
    counts.merge(ADDRESS_LIST, packets.differentAddresses(), Long::sum);
    var text = new StringBuilder();
    text.append("VRRP Instance: ").append(instance.name()).append('\n');
    text.append("  Advertisements:\n");
    line(text, "    Received", packets.received());
    line(text, "    Sent", packets.sent());
    line(text, "  Became master", history.becameMaster());
    line(text, "  Released master", history.leftMaster());
    section(text, "Packet Errors", PACKET_ERRORS, counts);
    section(text, "Authentication Errors", AUTHENTICATION_ERRORS, counts);
    text.append("  Priority Zero:\n");
    line(text, "    Received", packets.priorityZeroReceived());
    line(text, "    Sent", packets.priorityZeroSent());
    counts.merge("send_err", packets.sendFailures(), Long::sum);
    counts.values().removeIf(count -> count == 0);
    if (!counts.isEmpty()) {
      text.append("  Other Errors:\n");
      counts.forEach((counter, count) -> line(text, "    " + counter, count));
    }
    return text.toString();
  }

  /** Returns the keepalived counter for a defect, or the defect's name if keepalived has none. */
  private static String counter(String defect) {
    var counter = Defect.valueOf(defect).keepalivedCounter();
    return counter.isEmpty() ? defect : counter;
  }

  private static void section(
      StringBuilder text, String title, Map<String, String> labels, Map<String, Long> counts) {
    text.append("  ").append(title).append(":\n");
    labels.forEach((counter, label) -> {
      var count = counts.remove(counter);
      line(text, "    " + label, count == null ? 0 : count);
    });
  }

  private static void line(StringBuilder text, String what, long count) {
    text.append(what).append(": ").append(count).append('\n');
  }
}
