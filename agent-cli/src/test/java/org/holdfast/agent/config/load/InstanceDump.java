package org.holdfast.agent.config.load;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The VRRP part of keepalived's dump, as rows. */
final class InstanceDump {

  private static final Pattern VALUE = Pattern.compile("(.+?) = (.*)");

  /**
   * The names of our rows by keepalived's labels; a blank for labels without a counterpart or of no
   * use in the comparison.
   */
  private static final Map<String, String> WORDS =
      Map.ofEntries(
          Map.entry("VRRP Version", "version"),
          Map.entry("Interface", "interface"),
          Map.entry("Gratuitous ARP delay", "gratuitous-arp.delay"),
          Map.entry("Gratuitous ARP repeat", "gratuitous-arp.repeat"),
          Map.entry("Gratuitous ARP refresh", "gratuitous-arp.refresh"),
          Map.entry("Gratuitous ARP refresh repeat", "gratuitous-arp.refresh-repeat"),
          Map.entry("Gratuitous ARP lower priority delay", "gratuitous-arp.lower-priority-delay"),
          Map.entry("Gratuitous ARP lower priority repeat", "gratuitous-arp.lower-priority-repeat"),
          Map.entry("Down timer adverts", "down-timer-adverts"),
          Map.entry("Send advert after receive lower priority advert", "answer-lower-priority"),
          Map.entry("Send advert after receive higher priority advert", "advert-before-yielding"),
          Map.entry("Virtual Router ID", "virtual-router-id"),
          Map.entry("Priority", "priority"),
          Map.entry("Password", "authentication.password"),
          Map.entry("Unicast TTL", "unicast.ttl"),
          Map.entry("Notify priority changes", "notify.priority-changes"),
          Map.entry("Master state transition script", "notify.master"),
          Map.entry("Backup state transition script", "notify.backup"),
          Map.entry("Fault state transition script", "notify.fault"),
          Map.entry("Stop state transition script", "notify.stop"),
          Map.entry("Generic state transition script", "notify.any"),
          Map.entry("Command", "command"),
          Map.entry("Weight", "weight"),
          Map.entry("Rise", "rise"),
          Map.entry("Fall", "fall"));

  private static final Map<String, String> LISTS =
      Map.ofEntries(
          Map.entry("Virtual IP Excluded", "excluded-addresses"),
          Map.entry("Unicast Peer", "unicast.peers"),
          Map.entry("Virtual Routes", "routes"),
          Map.entry("Virtual Rules", "rules"),
          Map.entry("Tracked interfaces", "track.interfaces"),
          Map.entry("Tracked scripts", "track.scripts"),
          Map.entry("Tracked files", "track.files"),
          Map.entry("Tracked processes", "track.processes"),
          Map.entry("VRRP member instances", "instances"));

  private final SortedMap<String, String> rows = new TreeMap<>();
  private String subject = "";

  /** The list that receives the items that follow, or null if there is none. */
  private @Nullable String list;

  private InstanceDump() {}

  static SortedMap<String, String> rows(List<String> lines) {
    var dump = new InstanceDump();
    lines.forEach(dump::read);
    return dump.rows;
  }

  private void read(String line) {
    if (line.startsWith("------<")) {
      subject = "";
      return;
    }
    var start = VALUE.matcher(line.strip());
    if (line.startsWith("   ") ? subject.isEmpty() : !line.startsWith(" ")) {
      return;
    }
    if (!line.startsWith("   ")) {
      subject = start.matches() ? subject(start.group(1), start.group(2)) : "";
      list = null;
    } else if (line.startsWith("     ") && list != null) {
      addItem(line.strip());
    } else if (line.strip().endsWith(":")) {
      list = listName(line.strip());
    } else {
      list = null;
      value(line.strip());
    }
  }

  private String subject(String kind, String name) {
    return switch (kind) {
      case "VRRP Instance" -> "instance " + name;
      case "VRRP Sync Group" -> "group " + name.replaceFirst(", [A-Z]+$", "");
      case "VRRP Script" -> "script " + name;
      default -> "";
    };
  }

  private static @Nullable String listName(String heading) {
    var name = heading.substring(0, heading.length() - 1).strip();
    return name.startsWith("Virtual IP (") ? "addresses" : LISTS.get(name);
  }

  private void put(String key, String value) {
    rows.put(subject + "." + key, value);
  }

  private void addItem(String item) {
    var normal =
        switch (String.valueOf(list)) {
          case "addresses", "excluded-addresses" -> Normal.address(item);
          case "routes" -> Normal.route(item);
          case "rules" -> Normal.rule(item);
          default -> item.replace(", weight", " weight").replace(" min_ttl 0 max_ttl 255", "");
        };
    rows.merge(subject + "." + list, normal, (before, more) -> before + ", " + more);
  }

  private void value(String line) {
    if (line.startsWith("Multicast address ")) {
      put("multicast-group", line.split("[ ,]+", -1)[2]);
      return;
    }
    if (line.equals("sync group tracking weight set")) {
      put("tracking-weight", "true");
      return;
    }
    var value = VALUE.matcher(line);
    if (!value.matches()) {
      return;
    }
    var word = value.group(1);
    var text = value.group(2);
    switch (word) {
      case "Advert interval" -> put("advertisement-interval", millis(text));
      case "Preempt" -> put("preempt", "" + text.equals("enabled"));
      case "Preempt delay" -> put("preempt-delay", millis(text));
      case "Interval" -> put("interval", millis(text));
      case "Timeout" -> put("timeout", millis(text));
      case "Script uid:gid" -> put("user", text);
      case "Authentication type" -> put("authentication.type", authentication(text));
      case "Using src_ip" -> {
        if (text.endsWith(" (from configuration)")) {
          put("source-address", text.replace(" (from configuration)", ""));
        }
      }
      default -> {
        var key = WORDS.get(word);
        if (key != null) {
          command(key, text);
        }
      }
    }
  }

  /** Adds a command; the dump shows its user after it. */
  private void command(String key, String text) {
    int user = text.indexOf(", uid:gid ");
    if (user >= 0) {
      put(key + ".user", text.substring(user + ", uid:gid ".length()));
      put(key, Normal.command(text.substring(0, user)));
    } else {
      put(key, text.startsWith("'") && key.equals("command") ? Normal.command(text) : text);
    }
  }

  private static String authentication(String type) {
    return switch (type) {
      case "SIMPLE_PASSWORD" -> "pass";
      case "IPSEC_AH" -> "ah";
      default -> type;
    };
  }

  private static String millis(String text) {
    var words = new ArrayList<>(List.of(text.split(" ", -1)));
    var number = new BigDecimal(words.getFirst());
    boolean inMillis = words.size() > 1 && words.get(1).startsWith("milli");
    return number.movePointRight(inMillis ? 0 : 3).stripTrailingZeros().toPlainString() + "ms";
  }
}
