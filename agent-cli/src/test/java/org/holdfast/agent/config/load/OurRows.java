package org.holdfast.agent.config.load;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.agent.config.table.Form;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.PrefixType;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.RouteKeywords;
import org.holdfast.agent.config.words.RuleKeywords;
import org.holdfast.net.IpPrefix;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
import org.holdfast.vrrp.ScriptConfig;
import org.holdfast.vrrp.SyncGroupConfig;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualRoute;
import org.holdfast.vrrp.VirtualRule;
import org.holdfast.vrrp.VrrpVersion;
import org.jspecify.annotations.Nullable;

/**
 * The values of a Holdfast configuration as rows that can be compared with {@link KeepalivedDump}:
 * for example {@code instance A.priority} is {@code 100}. Times are in milliseconds, users are
 * numbers.
 */
final class OurRows {

  private final SortedMap<String, String> rows = new TreeMap<>();
  private final AgentConfig config;

  private OurRows(AgentConfig config) {
    this.config = config;
  }

  static SortedMap<String, String> of(AgentConfig config) {
    var rows = new OurRows(config);
    config.vrrp().instances().forEach(rows::instance);
    config.vrrp().syncGroups().forEach(rows::group);
    config.vrrp().scripts().forEach(rows::script);
    config.virtualServers().forEach(server -> new OurServerRows(rows.rows, server).add());
    return rows.rows;
  }

  private void put(String subject, String key, @Nullable Object value) {
    if (value != null) {
      rows.put(subject + "." + key, value.toString());
    }
  }

  private void instance(InstanceConfig instance) {
    var subject = "instance " + instance.name();
    var election = instance.election();
    put(subject, "version", instance.protocol().version() == VrrpVersion.V2 ? 2 : 3);
    put(subject, "interface", instance.interfaceName());
    put(subject, "virtual-router-id", instance.virtualRouterId());
    put(subject, "priority", election.priority());
    put(subject, "preempt", election.preempt());
    put(subject, "source-address", instance.transport().source());
    put(subject, "down-timer-adverts", election.downTimerAdverts());
    put(subject, "answer-lower-priority", election.adverts().answerLowerPriority());
    put(subject, "advert-before-yielding", election.adverts().advertBeforeYielding());
    put(subject, "advertisement-interval", millis(election.advertisementInterval()));
    put(subject, "preempt-delay", millisUnlessZero(election.preemptDelay()));
    announcements(subject, instance);
    authentication(subject, instance.protocol());
    var holdings = instance.holdings();
    put(subject, "addresses", joined(holdings.advertised(), OurRows::address));
    put(subject, "excluded-addresses", joined(holdings.excluded(), OurRows::address));
    put(subject, "routes", joined(holdings.routes(), OurRows::route));
    put(subject, "rules", joined(holdings.rules(), OurRows::rule));
    switch (instance.transport()) {
      case Transport.Multicast multicast -> put(subject, "multicast-group", multicast.group());
      case Transport.Unicast unicast -> {
        put(subject, "unicast.peers", joined(unicast.peers(), OurRows::peer));
        put(subject, "unicast.ttl", unicast.ttl());
      }
    }
    tracks(subject, instance.tracks());
    notify(subject, instance.notifications());
    put(subject, "notify.priority-changes", config.reportsPriorityChanges(instance.name()));
  }

  private void announcements(String subject, InstanceConfig instance) {
    var arp = instance.announcements();
    put(subject, "gratuitous-arp.delay", arp.delay().toSeconds());
    put(subject, "gratuitous-arp.refresh", arp.refresh().toSeconds());
    put(subject, "gratuitous-arp.lower-priority-delay", arp.lowerPriorityDelay().toSeconds());
    put(subject, "gratuitous-arp.repeat", arp.repeat());
    put(subject, "gratuitous-arp.refresh-repeat", arp.refreshRepeat());
    put(subject, "gratuitous-arp.lower-priority-repeat", arp.lowerPriorityRepeat());
  }

  private void authentication(String subject, InstanceConfig.Protocol protocol) {
    if (protocol.version() != VrrpVersion.V2) {
      return;
    }
    var type =
        switch (protocol.authentication()) {
          case Authentication.None _ -> "none";
          case Authentication.Password _ -> "pass";
          case Authentication.AuthenticationHeader _ -> "ah";
          case Authentication.HmacTrailer _ -> "hmac";
        };
    put(subject, "authentication.type", type);
    if (protocol.authentication() instanceof Authentication.Password pass) {
      var bytes = pass.password().getBytes(StandardCharsets.UTF_8); // only eight are used
      var counted = new String(bytes, 0, Math.min(8, bytes.length), StandardCharsets.UTF_8);
      put(subject, "authentication.password", counted);
    }
  }

  private void tracks(String subject, Tracks tracks) {
    put(
        subject,
        "track.interfaces",
        joined(
            tracks.interfaces(),
            track -> track(track.interfaceName(), track.weight(), track.reverse())));
    var kinds = new LinkedHashMap<String, TrackKind>();
    kinds.put("scripts", TrackKind.SCRIPT);
    kinds.put("files", TrackKind.FILE);
    kinds.put("processes", TrackKind.PROCESS);
    kinds.forEach((name, kind) ->
        put(
            subject,
            "track." + name,
            joined(
                tracks.watched().stream().filter(track -> track.kind() == kind).toList(),
                track -> track(track.name(), track.weight(), track.reverse()))));
  }

  private static String track(String name, int weight, boolean isReverse) {
    return name + " weight " + weight + (isReverse ? " reverse" : "");
  }

  private void notify(String subject, NotifyCommands commands) {
    command(rows, subject + ".notify.master", commands.master());
    command(rows, subject + ".notify.backup", commands.backup());
    command(rows, subject + ".notify.fault", commands.fault());
    command(rows, subject + ".notify.stop", commands.stop());
    command(rows, subject + ".notify.any", commands.any());
  }

  private void group(SyncGroupConfig group) {
    var subject = "group " + group.name();
    put(subject, "instances", joined(group.instances(), name -> name));
    boolean hasWeights =
        config.vrrp().instances().stream()
            .anyMatch(instance ->
                group.instances().contains(instance.name()) && instance.tracks().movePriority());
    put(subject, "tracking-weight", hasWeights ? "true" : null);
    notify(subject, group.notifications());
  }

  private void script(ScriptConfig script) {
    var subject = "script " + script.name();
    put(subject, "command", commandText(script.command()));
    put(subject, "interval", millis(script.interval()));
    put(subject, "timeout", millis(script.timeout()));
    put(subject, "rise", script.rise());
    put(subject, "fall", script.fall());
    put(subject, "weight", script.weight() + (script.reverse() ? " reverse" : ""));
    put(subject, "user", user(script.user(), script.group()));
  }

  /** Adds a command and its user; adds nothing for null. */
  static void command(Map<String, String> rows, String name, @Nullable NotifyCommand command) {
    if (command != null) {
      rows.put(name, commandText(command.words()));
      rows.put(name + ".user", user(command.user(), command.group()));
    }
  }

  /**
   * Returns the command as keepalived shows it: with the path of the program after all links are
   * resolved.
   */
  static String commandText(List<String> words) {
    var text = new StringJoiner("|");
    for (int i = 0; i < words.size(); i++) {
      var word = words.get(i);
      try {
        text.add(i == 0 && word.startsWith("/") ? Path.of(word).toRealPath().toString() : word);
      } catch (IOException e) {
        text.add(word);
      }
    }
    return text.toString();
  }

  static String user(@Nullable String name, @Nullable String group) {
    var user = name == null ? "root" : name;
    var entry = entry("/etc/passwd", user);
    var gid =
        group == null ? entry.size() > 3 ? entry.get(3) : "?" : entry("/etc/group", group).get(2);
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

  /** Writes one item of a list. */
  interface Form1<T> {
    String of(T item);
  }

  /** Joins the items; returns null for an empty list. */
  static <T> @Nullable String joined(List<T> items, Form1<T> form) {
    var texts = new ArrayList<String>();
    items.forEach(item -> texts.add(form.of(item)));
    return texts.isEmpty() ? null : String.join(", ", texts);
  }

  private static String address(VirtualAddress address) {
    var text = new StringBuilder(text(address.prefix()));
    add(text, "brd", address.broadcast());
    add(text, "dev", address.interfaceName());
    add(text, "scope", written(HoldingKeywords.SCOPE, address.scope()));
    add(text, "label", address.label());
    return Normal.address(text.toString());
  }

  private static String text(IpPrefix prefix) {
    return PrefixType.INSTANCE.text(prefix);
  }

  static Object written(Key<Long> key, long number) {
    return key.type().written(number, Form.FILE);
  }

  private static void add(StringBuilder text, String word, @Nullable Object value) {
    if (value != null) {
      text.append(' ').append(word).append(' ').append(value);
    }
  }

  private static String route(VirtualRoute route) {
    var text = new StringBuilder("add");
    boolean leads = route.type() == VirtualRoute.Type.UNICAST;
    text.append(leads ? "" : " " + route.type().name().toLowerCase(Locale.ROOT))
        .append(' ')
        .append(text(route.destination()));
    add(text, "src", route.source());
    add(text, "via", route.gateway());
    add(text, "dev", route.interfaceName());
    var table = written(RouteKeywords.TABLE, route.table());
    add(text, "table", table.equals("main") ? null : table);
    add(text, "metric", route.metric() == 0 ? null : route.metric());
    return Normal.route(text.toString());
  }

  private static String rule(VirtualRule rule) {
    var from = rule.from();
    var to = rule.to();
    var text = new StringBuilder("from " + (from == null ? "all" : text(from)));
    add(text, "to", to == null ? null : text(to));
    add(text, "priority", rule.priority());
    add(text, "iif", rule.inputInterface());
    add(text, "oif", rule.outputInterface());
    add(text, "fwmark", rule.firewallMark() == 0 ? null : rule.firewallMark());
    add(text, "table", written(RuleKeywords.TABLE, rule.table()));
    return Normal.rule(text.toString());
  }

  private static String peer(Transport.Peer peer) {
    var text = peer.address() + " min_ttl " + peer.minTtl() + " max_ttl " + peer.maxTtl();
    return text.replace(" min_ttl 0 max_ttl 255", "");
  }

  static String millis(Duration time) {
    return time.toMillis() + "ms";
  }

  static @Nullable String millisUnlessZero(Duration time) {
    return time.isZero() ? null : millis(time);
  }
}
