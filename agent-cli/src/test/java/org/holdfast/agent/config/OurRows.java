package org.holdfast.agent.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration of ours says, as rows that {@link KeepalivedDump} can be compared with:
 * {@code instance A.priority} is {@code 100}. Times are in milliseconds, users are numbers.
 */
final class OurRows {

  private static final List<String> PLAIN =
      List.of(
          "version",
          "interface",
          "virtual-router-id",
          "priority",
          "preempt",
          "source-address",
          "down-timer-adverts",
          "answer-lower-priority",
          "advert-before-yielding");
  private static final List<String> SECONDS = List.of("delay", "refresh", "lower-priority-delay");
  private static final List<String> COUNTS =
      List.of("repeat", "refresh-repeat", "lower-priority-repeat");

  private final SortedMap<String, String> rows = new TreeMap<>();
  private final Map<String, Object> tree;

  private OurRows(Map<String, Object> tree) {
    this.tree = tree;
  }

  static SortedMap<String, String> of(AgentConfig config) {
    var rows = new OurRows(ConfigWriter.tree(config, Form.COMPLETE, "director"));
    rows.instances();
    map(rows.tree, "virtual-servers")
        .forEach((name, server) -> new OurServerRows(rows.rows, name, asMap(server)).add());
    return rows.rows;
  }

  @SuppressWarnings("unchecked") // the writer makes mappings of texts to values
  static Map<String, Object> asMap(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  static Map<String, Object> map(Map<String, Object> parent, String key) {
    return asMap(parent.get(key));
  }

  static List<?> list(Map<String, Object> parent, String key) {
    return parent.get(key) instanceof List<?> list ? list : List.of();
  }

  private void put(String subject, String key, @Nullable Object value) {
    if (value != null) {
      rows.put(subject + "." + key, value.toString());
    }
  }

  private void instances() {
    var vrrp = map(tree, "vrrp");
    map(vrrp, "instances").forEach((name, value) -> instance(name, asMap(value), vrrp));
    map(vrrp, "sync-groups").forEach((name, value) -> group("group " + name, asMap(value)));
    map(vrrp, "scripts").forEach((name, value) -> script("script " + name, asMap(value)));
  }

  private void instance(String name, Map<String, Object> own, Map<String, Object> vrrp) {
    var subject = "instance " + name;
    var in = new LinkedHashMap<>(map(vrrp, "defaults"));
    var arp = new LinkedHashMap<>(map(in, "gratuitous-arp"));
    in.putAll(own);
    arp.putAll(map(own, "gratuitous-arp"));
    PLAIN.forEach(key -> put(subject, key, in.get(key)));
    put(subject, "advertisement-interval", millis(in.get("advertisement-interval")));
    var delay = millis(in.get("preempt-delay"));
    put(subject, "preempt-delay", "0ms".equals(delay) ? null : delay);
    put(subject, "multicast-group", in.get("multicast-group"));
    SECONDS.forEach(key -> put(subject, "gratuitous-arp." + key, seconds(arp.get(key))));
    COUNTS.forEach(key -> put(subject, "gratuitous-arp." + key, arp.get(key)));
    var authentication = map(in, "authentication");
    if ("2".equals(String.valueOf(in.get("version")))) {
      put(subject, "authentication.type", authentication.getOrDefault("type", "none"));
      put(
          subject,
          "authentication.password",
          "pass".equals(authentication.get("type")) ? cut(authentication.get("password")) : null);
    }
    put(subject, "addresses", joined(in, "addresses", OurRows::address));
    put(subject, "excluded-addresses", joined(in, "excluded-addresses", OurRows::address));
    put(subject, "routes", joined(in, "routes", OurRows::route));
    put(subject, "rules", joined(in, "rules", OurRows::rule));
    var unicast = map(in, "unicast");
    put(subject, "unicast.peers", joined(unicast, "peers", OurRows::peer));
    put(subject, "unicast.ttl", unicast.get("ttl"));
    tracks(subject, map(in, "track"));
    notify(subject, map(in, "notify"));
    put(subject, "notify.priority-changes", map(in, "notify").get("priority-changes"));
  }

  /** Eight bytes of it count. */
  private static @Nullable String cut(@Nullable Object password) {
    var bytes = String.valueOf(password).getBytes(StandardCharsets.UTF_8);
    return new String(bytes, 0, Math.min(8, bytes.length), StandardCharsets.UTF_8);
  }

  private void tracks(String subject, Map<String, Object> track) {
    for (var kind : List.of("interfaces", "scripts", "files", "processes")) {
      put(subject, "track." + kind, joined(track, kind, OurRows::track));
    }
  }

  private void notify(String subject, Map<String, Object> notify) {
    for (var event : List.of("master", "backup", "fault", "stop", "any")) {
      if (notify.containsKey(event)) {
        command(rows, subject + ".notify." + event, notify.get(event));
      }
    }
  }

  private void group(String subject, Map<String, Object> group) {
    put(subject, "instances", joined(group, "instances", Map::toString));
    if (isTrue(group.get("tracking-weight"))) {
      put(subject, "tracking-weight", "true");
    }
    notify(subject, map(group, "notify"));
  }

  private void script(String subject, Map<String, Object> script) {
    put(subject, "command", commandText(script.get("command")));
    put(subject, "interval", millis(script.get("interval")));
    put(subject, "timeout", millis(script.get("timeout")));
    put(subject, "rise", script.get("rise"));
    put(subject, "fall", script.get("fall"));
    put(
        subject,
        "weight",
        script.get("weight") + (isTrue(script.get("reverse")) ? " reverse" : ""));
    put(subject, "user", user(script));
  }

  /** A command alone, or with its user. */
  static void command(Map<String, String> rows, String name, @Nullable Object value) {
    var inner = value instanceof Map<?, ?> ? asMap(value).get("command") : value;
    rows.put(name, commandText(inner));
    rows.put(name + ".user", user(asMap(value)));
  }

  /** keepalived shows where a program is, behind all links. */
  static String commandText(@Nullable Object value) {
    var text = new StringJoiner("|");
    var words = value instanceof List<?> list ? list : List.of(String.valueOf(value));
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i).toString();
      try {
        text.add(i == 0 && word.startsWith("/") ? Path.of(word).toRealPath().toString() : word);
      } catch (IOException e) {
        text.add(word);
      }
    }
    return text.toString();
  }

  static String user(Map<String, Object> command) {
    var user = String.valueOf(command.getOrDefault("user", "root"));
    var entry = entry("/etc/passwd", user);
    var group = command.get("group");
    var gid =
        group == null
            ? entry.size() > 3 ? entry.get(3) : "?"
            : entry("/etc/group", "" + group).get(2);
    return (entry.size() > 2 ? entry.get(2) : user) + ":" + gid;
  }

  private static List<String> entry(String file, String name) {
    try (var lines = Files.lines(Path.of(file))) {
      return lines
          .map(line -> List.of(line.split(":", -1)))
          .filter(fields -> fields.getFirst().equals(name))
          .findFirst()
          .orElse(List.of(name, "", name));
    } catch (IOException e) {
      return List.of(name, "", name);
    }
  }

  /** How one item of a list is written. */
  interface Form1 {
    String of(Map<String, Object> item);
  }

  static @Nullable String joined(Map<String, Object> parent, String key, Form1 form) {
    var texts = new ArrayList<String>();
    for (var item : list(parent, key)) {
      texts.add(item instanceof Map<?, ?> ? form.of(asMap(item)) : item.toString());
    }
    return texts.isEmpty() ? null : String.join(", ", texts);
  }

  private static String address(Map<String, Object> in) {
    var text = new StringBuilder(String.valueOf(in.get("address")));
    add(text, "brd", in.get("broadcast"));
    add(text, "dev", in.get("interface"));
    add(text, "scope", in.get("scope"));
    add(text, "label", in.get("label"));
    return Normal.address(text.toString());
  }

  private static void add(StringBuilder text, String word, @Nullable Object value) {
    if (value != null) {
      text.append(' ').append(word).append(' ').append(value);
    }
  }

  private static String route(Map<String, Object> in) {
    var text = new StringBuilder("add");
    var type = in.getOrDefault("type", "unicast");
    text.append(type.equals("unicast") ? "" : " " + type).append(' ').append(in.get("destination"));
    add(text, "src", in.get("source"));
    add(text, "via", in.get("gateway"));
    add(text, "dev", in.get("interface"));
    add(text, "table", "main".equals(in.get("table")) ? null : in.get("table"));
    add(text, "scope", in.get("scope"));
    add(text, "metric", "0".equals(String.valueOf(in.get("metric"))) ? null : in.get("metric"));
    return Normal.route(text.toString());
  }

  private static String rule(Map<String, Object> in) {
    var text = new StringBuilder("from " + in.getOrDefault("from", "all"));
    add(text, "to", in.get("to"));
    add(text, "priority", in.get("priority"));
    add(text, "iif", in.get("input-interface"));
    add(text, "oif", in.get("output-interface"));
    var mark = in.get("firewall-mark");
    add(text, "fwmark", "0".equals(String.valueOf(mark)) ? null : mark);
    add(text, "table", in.get("table"));
    return Normal.rule(text.toString());
  }

  private static String peer(Map<String, Object> in) {
    var text =
        in.get("address") + " min_ttl " + in.get("min-ttl") + " max_ttl " + in.get("max-ttl");
    return text.replace(" min_ttl 0 max_ttl 255", "");
  }

  private static boolean isTrue(@Nullable Object value) {
    return "true".equals(String.valueOf(value));
  }

  private static String track(Map<String, Object> in) {
    var what = new ArrayList<>(in.values()).getFirst();
    return what
        + " weight "
        + in.getOrDefault("weight", "0")
        + (isTrue(in.get("reverse")) ? " reverse" : "");
  }

  static @Nullable String millis(@Nullable Object value) {
    return value == null ? null : nanos(value) / 1_000_000 + "ms";
  }

  private static @Nullable String seconds(@Nullable Object value) {
    return value == null ? null : "" + nanos(value) / 1_000_000_000;
  }

  private static long nanos(Object value) {
    return DurationText.parse(value.toString(), Duration.ZERO, Duration.ofDays(1000))
        .orElse(Duration.ZERO)
        .toNanos();
  }
}
