package org.holdfast.agent.config;

import static org.holdfast.agent.config.OurRows.asMap;
import static org.holdfast.agent.config.OurRows.commandText;
import static org.holdfast.agent.config.OurRows.list;
import static org.holdfast.agent.config.OurRows.map;
import static org.holdfast.agent.config.OurRows.millis;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** One virtual server's rows. */
final class OurServerRows {

  private final SortedMap<String, String> rows;
  private final Map<String, Object> in;
  private final String subject;
  private final boolean isGroup;

  OurServerRows(SortedMap<String, String> rows, String name, Map<String, Object> in) {
    this.rows = rows;
    this.in = in;
    this.subject = subject(name, in);
    this.isGroup = isGroup(name);
  }

  private static String subject(String name, Map<String, Object> in) {
    if (name.startsWith("fwmark-")) {
      return "vs fwmark " + in.get("firewall-mark") + "/" + in.get("family");
    }
    return isGroup(name)
        ? "vs group " + name
        : "vs " + in.get("address") + "/" + in.get("protocol");
  }

  /** Others have the name of their address. */
  private static boolean isGroup(String name) {
    return name.matches("[A-Za-z]+(/.*)?");
  }

  private void put(String at, String key, @Nullable Object value) {
    if (value != null) {
      rows.put(at + "." + key, value.toString());
    }
  }

  void add() {
    if (isGroup) {
      var addresses = new ArrayList<String>();
      var several = list(in, "addresses");
      (several.isEmpty() && in.containsKey("address") ? List.of(in.get("address")) : several)
          .forEach(address -> addresses.addAll(Normal.endpoints(address.toString())));
      if (in.containsKey("firewall-mark")) {
        addresses.add("fwmark " + in.get("firewall-mark"));
      }
      put(subject, "addresses", String.join(", ", addresses));
    }
    put(subject, "protocol", in.get("protocol"));
    put(subject, "scheduler", in.get("scheduler"));
    var persistence = millis(in.get("persistence"));
    put(subject, "persistence", "0ms".equals(persistence) ? null : persistence);
    granularity();
    put(subject, "ops", "" + String.valueOf(in.get("flags")).contains("one-packet"));
    put(subject, "quorum", in.get("quorum"));
    put(subject, "hysteresis", in.get("hysteresis"));
    put(subject, "notify.on-stop", map(in, "notify").get("on-stop"));
    put(subject, "ha-suspend", "true".equals("" + in.get("ha-suspend")) ? "true" : null);
    for (var event : List.of("quorum-up", "quorum-down")) {
      if (map(in, "notify").containsKey(event)) {
        OurRows.command(rows, subject + ".notify." + event, map(in, "notify").get(event));
      }
    }
    var sorry = map(in, "sorry-server");
    put(subject, "sorry-server", sorry.get("address"));
    put(subject, "sorry-server.forwarding", forwarding(sorry.get("forwarding")));
    put(subject, "sorry-server.inhibit", sorry.get("inhibit"));
    list(in, "real-servers").forEach(server -> realServer(asMap(server)));
  }

  private void granularity() {
    var prefix = String.valueOf(in.get("persistence-prefix"));
    if (prefix.matches("\\d+") && !prefix.equals("32") && !prefix.equals("128")) {
      int bits = Integer.parseInt(prefix);
      long mask = bits == 0 ? 0 : 0xffffffffL << (32 - bits) & 0xffffffffL;
      put(
          subject,
          "persistence-granularity",
          (mask >> 24) + "." + (mask >> 16 & 255) + "." + (mask >> 8 & 255) + "." + (mask & 255));
    }
  }

  private static @Nullable String forwarding(@Nullable Object value) {
    var method = value instanceof Map<?, ?> ? asMap(value).get("method") : value;
    return method == null ? null : method.toString();
  }

  private @Nullable Object find(String key, Map<String, Object> check, Map<String, Object> server) {
    for (var place : List.of(check, server, map(in, "check-timing"), in)) {
      if (place.containsKey(key)) {
        return place.get(key);
      }
    }
    return null;
  }

  private void realServer(Map<String, Object> server) {
    var at = subject + " rs " + server.get("address");
    put(at, "weight", find("weight", Map.of(), server));
    put(at, "forwarding", forwarding(find("forwarding", Map.of(), server)));
    put(
        at,
        "limits",
        server.getOrDefault("upper-threshold", "0")
            + " -> "
            + server.getOrDefault("lower-threshold", "0"));
    put(at, "inhibit-on-failure", find("inhibit-on-failure", Map.of(), server));
    for (var event : List.of("up", "down")) {
      if (map(server, "notify").containsKey(event)) {
        OurRows.command(rows, at + ".notify." + event, map(server, "notify").get(event));
      }
    }
    var check = find("check", Map.of(), server);
    var checks =
        check instanceof List<?> several ? several : check == null ? List.of() : List.of(check);
    checks.forEach(each -> check(at, asMap(each), server));
  }

  private void check(String at, Map<String, Object> check, Map<String, Object> server) {
    for (var kind : check.entrySet()) {
      if (kind.getValue() instanceof Map<?, ?>) {
        var name = at + " " + kind.getKey();
        for (int i = 2; rows.containsKey(name + ".interval"); i++) {
          name = at + " " + kind.getKey() + i;
        }
        check(name, kind.getKey(), asMap(kind.getValue()), check, server);
      }
    }
  }

  private void check(
      String name,
      String kind,
      Map<String, Object> probe,
      Map<String, Object> check,
      Map<String, Object> server) {
    for (var key : List.of("interval", "warmup", "timeout")) {
      put(name, key, millis(find(key, check, server)));
    }
    var retries = String.valueOf(find("retries", check, server));
    put(name, "retries", retries);
    if (!retries.equals("0")) {
      put(name, "retry-delay", millis(find("retry-delay", check, server)));
    }
    put(name, "start", find("start", check, server));
    if (probe.containsKey("address")) {
      var port = probe.getOrDefault("port", "0").toString();
      put(name, "to", ServerDump.joined(probe.get("address").toString(), port));
    }
    if (probe.containsKey("command")) {
      put(name, "command", commandText(probe.get("command")));
      put(name, "user", OurRows.user(probe));
    }
    put(name, "dynamic", probe.get("dynamic"));
    put(name, "helo-name", kind.equals("smtp") ? probe.get("helo-name") : null);
    put(name, "type", kind.equals("dns") ? probe.get("type") : null);
    put(name, "name", kind.equals("dns") ? withoutDot(probe.get("name")) : null);
    if (kind.startsWith("http")) {
      var requests = list(probe, "requests");
      var all = requests.isEmpty() ? List.of(probe) : requests;
      for (int i = 0; i < all.size(); i++) {
        var request = asMap(all.get(i));
        put(name, "url" + i + ".path", request.get("path"));
        put(name, "url" + i + ".digest", request.get("digest"));
        var status = request.get("status");
        put(
            name,
            "url" + i + ".status",
            status instanceof List<?> several
                ? String.join(" ", several.stream().map(Object::toString).toList())
                : status);
      }
    }
  }

  private static @Nullable String withoutDot(@Nullable Object name) {
    return name == null ? null : name.toString().replaceFirst("\\.$", "");
  }
}
