package org.holdfast.agent.config.load;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The virtual servers and checkers of keepalived's dump, as rows. */
final class ServerDump {

  private static final Pattern VALUE = Pattern.compile("(.+?) = (.*)");
  private static final Pattern ADDRESS =
      Pattern.compile("(?:RIP|VIP|VIP Range) = (.+), .PORT = (\\d+).*");
  private static final Pattern DISPLAYED = Pattern.compile("\\[(.*)]:(\\w+):(\\d+)");
  private static final Map<String, String> METHODS =
      Map.of("HTTP_GET", "http", "SSL_GET", "https", "MISC_CHECK", "script");

  private final SortedMap<String, String> rows = new TreeMap<>();
  private final Map<String, List<String>> groups = new HashMap<>();

  /** Our names of virtual servers by the form in which keepalived shows them. */
  private final Map<String, String> subjects = new HashMap<>();

  /** The values of the block that is being read; its owner is known only at its end. */
  private final Map<String, String> block = new LinkedHashMap<>();

  private String part = "";
  private String virtualServer = "";
  private String subject = "";
  private int urls;

  private ServerDump() {}

  static SortedMap<String, String> rows(List<String> lines) {
    var dump = new ServerDump();
    lines.forEach(dump::read);
    dump.finish();
    return dump.rows;
  }

  private void read(String line) {
    var text = line.strip();
    if (text.startsWith("------<")) {
      finish();
      part = text.replaceAll("[-<> ]+", " ").strip();
    } else if (!line.startsWith(" ")) {
      return; // another process of keepalived logs to the same file in the meantime
    } else if (!line.startsWith("  ") && text.contains(" -> ")) {
      finish();
      var ends = text.split(" -> ", -1);
      subject = subjects.getOrDefault(ends[0], ends[0]) + " rs " + shown(ends[1]);
    } else {
      switch (part) {
        case "Virtual server group" -> group(text);
        case "Virtual server" -> server(text);
        case "Real server" -> realServer(text);
        case "Health checkers" -> checker(text);
        default -> {}
      }
    }
  }

  private void group(String text) {
    var value = VALUE.matcher(text);
    if (text.startsWith("Virtual Server Group = ")) {
      subject = text.substring("Virtual Server Group = ".length()).replaceFirst(",.*", "");
      groups.put(subject, new ArrayList<>());
    } else if (value.matches() && text.startsWith("VIP")) {
      groups.getOrDefault(subject, new ArrayList<>()).addAll(Normal.endpoints(endpoint(text)));
    } else if (value.matches() && text.startsWith("FWMARK")) {
      groups.getOrDefault(subject, new ArrayList<>()).add("fwmark " + value.group(2));
    }
  }

  private static String endpoint(String text) {
    var address = ADDRESS.matcher(text);
    if (!address.matches()) {
      return text;
    }
    return joined(address.group(1), address.group(2));
  }

  static String joined(String address, String port) {
    var host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    return port.equals("0") ? address : host + ":" + port;
  }

  private static String shown(String text) {
    var displayed = DISPLAYED.matcher(text);
    return displayed.matches() ? joined(displayed.group(1), displayed.group(3)) : text;
  }

  private void server(String text) {
    var value = VALUE.matcher(text);
    if (!value.matches()) {
      onOff(text);
      return;
    }
    var given = value.group(2);
    switch (value.group(1)) {
      case "VS VIP" -> block.put("name", "vs " + endpoint(text.substring("VS ".length())));
      case "VS FWMARK" -> block.put("name", "vs fwmark " + given);
      case "VS GROUP" -> block.put("name", "vs group " + given);
      case "Address family" -> block.put("family", given);
      case "lvs_sched" -> block.put("scheduler", given);
      case "persistence timeout" -> block.put("persistence", given + "000ms");
      case "persistence granularity" -> block.put("persistence-granularity", given);
      case "One packet scheduling" -> block.put("ops", "" + given.equals("enabled"));
      case "protocol" -> block.put("protocol", given.toLowerCase(Locale.ROOT));
      case "quorum" -> {
        block.put("quorum", given.replaceFirst(",.*", ""));
        block.put("hysteresis", given.replaceFirst(".* ", ""));
      }
      case "Quorum up notify script" -> command("notify.quorum-up", given);
      case "Quorum down notify script" -> command("notify.quorum-down", given);
      case "sorry server" -> block.put("sorry-server", shown(given));
      case "forwarding method" -> {
        if (block.containsKey("sorry-server")) {
          block.put("sorry-server.forwarding", forwarding(given));
        }
      }
      default -> {}
    }
  }

  private void onOff(String text) {
    switch (text) {
      case "omega is ON" -> block.put("notify.on-stop", "true");
      case "omega is OFF" -> block.put("notify.on-stop", "false");
      case "Using HA suspend" -> block.put("ha-suspend", "true");
      case "Inhibit on failure is ON" -> inhibit("true");
      case "Inhibit on failure is OFF" -> inhibit("false");
      default -> {}
    }
  }

  /**
   * Records the value, which in a virtual server applies only to the sorry server: real servers
   * have their own.
   */
  private void inhibit(String value) {
    if (part.equals("Real server")) {
      block.put("inhibit-on-failure", value);
    } else if (block.containsKey("sorry-server")) {
      block.put("sorry-server.inhibit", value);
    }
  }

  private void realServer(String text) {
    var value = VALUE.matcher(text);
    if (!value.matches()) {
      onOff(text);
      return;
    }
    var given = value.group(2);
    switch (value.group(1)) {
      case "RIP" -> {
        block.put("name", " rs " + endpoint(text.replaceFirst(", WEIGHT.*", "")));
        block.put("weight", text.replaceFirst(".*, WEIGHT = (\\d+) .*", "$1"));
      }
      case "forwarding method" -> block.put("forwarding", forwarding(given));
      case "connection limit range" -> block.put("limits", given);
      case "RS up notify script" -> command("notify.up", given);
      case "RS down notify script" -> command("notify.down", given);
      default -> {}
    }
  }

  private void checker(String text) {
    if (text.matches("\\d+(-\\d+)?") && urls > 0) {
      block.merge("url" + (urls - 1) + ".status", text, (before, more) -> before + " " + more);
      return;
    }
    var value = VALUE.matcher(text);
    if (!value.matches()) {
      return;
    }
    var given = value.group(2);
    switch (value.group(1)) {
      case "Alpha" -> block.put("start", given.equals("yes") ? "down" : "up");
      case "Delay loop" -> block.put("interval", micros(given));
      case "Warmup" -> block.put("warmup", micros(given));
      case "Retries" -> block.put("retries", given);
      case "Delay before retry" -> block.put("retry-delay", micros(given));
      case "Dest" -> block.put("to", given.replaceFirst("\\[([0-9.]+)]", "$1"));
      case "Timeout" -> block.put("timeout", seconds(given));
      case "timeout" -> block.put("timeout", given + "000ms");
      case "Keepalive method" -> {
        var method = given.replaceFirst(",.*", "");
        block.put(
            "method",
            METHODS.getOrDefault(method, method.toLowerCase(Locale.ROOT).replace("_check", "")));
      }
      case "script" -> block.put("command", Normal.command(given));
      case "uid:gid" -> block.put("user", given);
      case "dynamic" -> block.put("dynamic", "" + given.startsWith("YES"));
      case "helo" -> block.put("helo-name", given);
      case "Type" -> block.put("type", given);
      case "Name" -> block.put("name", given);
      case "Checked url" -> {
        block.put("url" + urls + ".path", given);
        urls++;
      }
      case "digest" -> block.put("url" + (urls - 1) + ".digest", given);
      default -> {}
    }
  }

  private void command(String key, String given) {
    int user = given.indexOf(", uid:gid ");
    block.put(key, Normal.command(user < 0 ? given : given.substring(0, user)));
    if (user >= 0) {
      block.put(key + ".user", given.substring(user + ", uid:gid ".length()));
    }
  }

  private static String forwarding(String text) {
    return text.replaceFirst("^TUN.*", "TUN").toLowerCase(Locale.ROOT).replace("tun", "tunnel");
  }

  private static String seconds(String text) {
    return new BigDecimal(text).movePointRight(3).stripTrailingZeros().toPlainString() + "ms";
  }

  private static String micros(String text) {
    return new BigDecimal(text.replace(" us", ""))
            .movePointLeft(3)
            .stripTrailingZeros()
            .toPlainString()
        + "ms";
  }

  private void finish() {
    if (!block.isEmpty()) {
      switch (part) {
        case "Virtual server" -> finishServer();
        case "Real server" -> {
          subject = virtualServer + block.remove("name");
          rowsOf(subject);
        }
        case "Health checkers" -> finishChecker();
        default -> {}
      }
    }
    block.clear();
    urls = 0;
  }

  private void finishServer() {
    var name = String.valueOf(block.remove("name"));
    var protocol = block.get("protocol");
    var family = block.remove("family");
    var shown = name;
    if (name.startsWith("vs group ")) {
      shown = name.substring("vs group ".length());
      var group = shown.replaceFirst("\\[(.*)].*", "$1");
      name = "vs group " + group + "/" + protocol;
      block.put("addresses", String.join(", ", groups.getOrDefault(group, List.of())));
    } else if (name.startsWith("vs fwmark ")) {
      shown = "FWM " + name.substring("vs fwmark ".length());
      name = name + "/" + ("inet6".equals(family) ? "ipv6" : "ipv4");
      block.remove("protocol");
    } else {
      var address = name.substring("vs ".length());
      int colon = address.lastIndexOf(':');
      boolean any = colon < 0 || (address.indexOf(':') != colon && !address.startsWith("["));
      var host = any ? address : address.substring(0, colon).replaceAll("[\\[\\]]", "");
      shown = "[" + host + "]:" + protocol + ":" + (any ? "0" : address.substring(colon + 1));
      name = name + "/" + protocol;
    }
    virtualServer = name;
    subjects.put(shown, name);
    rowsOf(name);
  }

  /** Ends a checker; several of one method are distinguished by numbers. */
  private void finishChecker() {
    var method = String.valueOf(block.remove("method"));
    if (method.equals("ping")) {
      block.computeIfPresent("to", (key, to) -> to.replaceFirst(":\\d+$", "")); // no port
    }
    if ("0".equals(block.get("retries"))) {
      block.remove("retry-delay");
    }
    var name = subject + " " + method;
    for (int i = 2; rows.containsKey(name + ".interval"); i++) {
      name = subject + " " + method + i;
    }
    rowsOf(name);
  }

  private void rowsOf(String name) {
    block.forEach((key, value) -> rows.put(name + "." + key, value));
  }
}
