package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.holdfast.agent.config.keepalived.Tree.Items;
import org.holdfast.agent.config.keepalived.Tree.Mapping;
import org.holdfast.agent.config.keepalived.Tree.Text;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;

/** {@code vrrp_instance}, and keepalived's repairs of what does not fit together. */
final class Instances {

  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_ADVERTISED = 255;
  private static final String NO_VMAC = "the addresses keep the MAC of their link";

  private final Scope global;
  private final Holdings holdings;
  private final Vocabulary vocabulary;

  Instances(Scope global, Holdings holdings, Tracked tracked) {
    this.global = global;
    this.holdings = holdings;
    this.vocabulary = tracked.addTo(announcing(moving(vocabulary())));
  }

  Vocabulary all() {
    return vocabulary;
  }

  private Vocabulary vocabulary() {
    return Vocabulary.of("vrrp_instance")
        .number("virtual_router_id", "virtual-router-id", 1, 255)
        .text("interface", "interface")
        .drop("vrf", "name the interface itself")
        .number("version", "version", 2, 3)
        .keep("state", "priority 255 for MASTER without a priority; no more than that")
        .number("priority", "priority", 1, 255)
        .seconds("advert_int", "advertisement-interval", 10_000_000, 255 * SECOND)
        .carry("nopreempt", "preempt: false", (i, s) -> i.out().put("preempt", s.place(), "false"))
        .carry("preempt", "preempt: true", (i, s) -> i.out().put("preempt", s.place(), "true"))
        .seconds("preempt_delay", "preempt-delay", 0, 1000 * SECOND)
        .number("down_timer_adverts", "down-timer-adverts", 1, 100)
        .drop(
            "timer_expired_backup thread_timer_expired",
            "a master that was late hears its successor and yields by the rules")
        .address("mcast_src_ip unicast_src_ip", "source-address")
        .address("mcast_dst_ip", "multicast-group")
        .carry("unicast_peer", "unicast.peers", Instances::peers)
        .drop("unicast_fault_no_peer", "an instance without peers uses multicast, with a warning")
        .bool("check_unicast_src", "unicast.check-source")
        .number("unicast_ttl", "unicast.ttl", 1, 255)
        .keep("old_unicast_checksum", "checksum: historic-unicast, for version 3 over IPv4")
        .keep("v3_checksum_as_v2", "checksum: message-only, for version 3 over IPv4")
        .carry("authentication", "authentication", Instances::authentication)
        .carry("auth_hmac", "authentication", Instances::trailer)
        .carry("virtual_ipaddress", "addresses", (i, s) -> addresses(i, s, "addresses"))
        .carry(
            "virtual_ipaddress_excluded",
            "excluded-addresses",
            (i, s) -> addresses(i, s, "excluded-addresses"))
        .keep("no_virtual_ipaddress", "nothing: addresses may be left out")
        .carry("virtual_routes", "routes", this::routes)
        .carry("virtual_rules", "rules", this::rules)
        .drop("promote_secondaries", "set the sysctl promote_secondaries of the interface")
        .keep("accept", "nothing: packets to the addresses are always accepted")
        .drop("no_accept", "the agent makes no firewall rules")
        .drop("skip_check_adv_addr", "every advert's addresses are looked at; it costs little")
        .keep("strict_mode", "what it forces, as vrrp_strict")
        .opposite("lower_prio_no_advert", "answer-lower-priority")
        .bool("higher_prio_send_advert", "advert-before-yielding")
        .bool("owner_ignore_adverts", "owner-ignores-adverts")
        .drop("kernel_rx_buf_size", "the kernel's buffers are enough")
        .drop("use_vmac use_vmac_addr vmac_xmit_base use_ipvlan", NO_VMAC)
        .drop("native_ipv6", "IPv6 is found out by the addresses")
        .drop("linkbeat_use_polling", "the kernel tells of links")
        .drop("lvs_sync_daemon_interface", "write lvs_sync_daemon in global_defs")
        .drop("debug", "has no effect in keepalived either");
  }

  private static Vocabulary moving(Vocabulary vocabulary) {
    return vocabulary
        .opposite("dont_track_primary", "track.own-interface")
        .bool("track_src_ip", "track.source-address");
  }

  private static Vocabulary announcing(Vocabulary vocabulary) {
    return vocabulary
        .wholeSeconds("garp_master_delay", "gratuitous-arp.delay", 0, 86_400)
        .number("garp_master_repeat", "gratuitous-arp.repeat", 1, 100)
        .wholeSeconds("garp_master_refresh", "gratuitous-arp.refresh", 0, 86_400)
        .number("garp_master_refresh_repeat", "gratuitous-arp.refresh-repeat", 1, 100)
        .wholeSeconds("garp_lower_prio_delay", "gratuitous-arp.lower-priority-delay", 0, 86_400)
        .number("garp_lower_prio_repeat", "gratuitous-arp.lower-priority-repeat", 0, 100)
        .drop("garp_extra_if", "refresh announces every address on its own link already")
        .notify("notify_master", "notify.master")
        .notify("notify_backup", "notify.backup")
        .notify("notify_fault", "notify.fault")
        .notify("notify_stop", "notify.stop")
        .notify("notify", "notify.any")
        .notify("notify_deleted", "notify.deleted")
        .notify("notify_master_rx_lower_pri", "notify.lower-priority")
        .bool("notify_priority_changes", "notify.priority-changes")
        .bool("smtp_alert", "notify.mail");
  }

  /** The instance, finished. */
  Mapping read(Statement statement) {
    var scope = global.with(new Mapping(statement.place()));
    vocabulary.read(statement.block(), scope);
    var out = scope.out();
    var family = family(out);
    var version = version(scope, family);
    ownInterface(scope);
    priority(scope);
    interval(scope, version);
    authenticationOf(scope, version);
    boolean unicast = transport(scope);
    if (isOn(scope, "strict_mode", "vrrp_strict")) {
      strict(scope, statement.place());
    }
    checksum(scope, statement.place(), unicast && version == 3, version, family);
    spill(scope);
    return out;
  }

  /** By the instance's own word, else the global one. */
  private boolean isOn(Scope scope, String own, String general) {
    return scope.said(own) == null ? GlobalDefs.isOn(global, general) : GlobalDefs.isOn(scope, own);
  }

  private static Family family(Mapping out) {
    for (var key : List.of("addresses", "unicast.peers")) {
      for (var item : out.items(key)) {
        return familyOf(addressOf(item));
      }
      var source = out.text("source-address");
      if (source != null) {
        return familyOf(source);
      }
    }
    return Family.IPV4;
  }

  private static Family familyOf(String address) {
    return address.indexOf(':') < 0 ? Family.IPV4 : Family.IPV6;
  }

  private static String addressOf(Tree item) {
    return switch (item) {
      case Text text -> text.text();
      case Mapping mapping -> mapping.text("address", "");
      case Items _ -> "";
    };
  }

  /** It is tracked without being named. */
  private static void ownInterface(Scope scope) {
    var out = scope.out();
    var own = out.text("interface", "");
    var others = new ArrayList<Tree>();
    for (var item : out.items("track.interfaces")) {
      var name = item instanceof Mapping track ? track.text("interface", "") : textOf(item);
      if (name.equals(own)) {
        scope.repaired(item.place(), "Ignoring track_interface " + own + " since own interface");
      } else {
        others.add(item);
      }
    }
    if (out.get("track") instanceof Mapping track && track.has("interfaces")) {
      if (others.isEmpty()) {
        track.remove("interfaces");
      } else {
        track.put("interfaces", new Items(others.getFirst().place(), others));
      }
    }
  }

  private static String textOf(Tree item) {
    return item instanceof Text text ? text.text() : "";
  }

  private int version(Scope scope, Family family) {
    var own = scope.out().text("version");
    if (family == Family.IPV6) {
      if ("2".equals(own)) {
        scope.repaired(scope.out().place(), "IPv6 has no version 2; version 3 is used");
        scope.out().remove("version");
      }
      return 3;
    }
    var general = global.out().text("vrrp.defaults.version");
    return "3".equals(own == null ? general : own) ? 3 : 2;
  }

  private static void priority(Scope scope) {
    var state = scope.said("state");
    if (state != null && !state.word(1).equals("MASTER") && !state.word(1).equals("BACKUP")) {
      scope.repaired(state.place(1), "unknown state " + state.word(1) + "; ignored");
    } else if (state != null && state.word(1).equals("MASTER") && !scope.out().has("priority")) {
      scope.out().put("priority", state.place(), "255");
    }
    if ("false".equals(scope.out().text("preempt"))) {
      if ("255".equals(scope.out().text("priority"))) {
        scope.repaired(scope.out().place(), "nopreempt has no effect on an owner; ignored");
        scope.out().remove("preempt");
      } else if (scope.out().has("preempt-delay")) {
        scope.repaired(scope.out().place(), "preempt_delay has no effect with nopreempt; ignored");
        scope.out().remove("preempt-delay");
      }
    }
  }

  /** Version 2 counts seconds, version 3 hundredths, up to 40.95 s. */
  private static void interval(Scope scope, int version) {
    if (!(scope.out().get("advertisement-interval") instanceof Text given)) {
      return;
    }
    var seconds = new BigDecimal(given.text().substring(0, given.text().length() - 1));
    var rounded =
        version == 2
            ? seconds.setScale(0, RoundingMode.HALF_UP).max(BigDecimal.ONE)
            : seconds.setScale(2, RoundingMode.HALF_UP).min(new BigDecimal("40.95"));
    if (rounded.compareTo(seconds) != 0) {
      var text = rounded.stripTrailingZeros().toPlainString() + "s";
      scope.repaired(
          given.place(),
          "advert_int " + given.text() + " is none of version " + version + "'s; " + text);
      scope.out().put("advertisement-interval", given.place(), text);
    }
  }

  private static void authenticationOf(Scope scope, int version) {
    var type = scope.out().text("authentication.type");
    if (type != null && !type.equals("hmac") && version == 3) {
      scope.repaired(
          scope.out().place(), "VRRP version 3 has no PASS or AH authentication; ignored");
      scope.out().remove("authentication");
    }
  }

  /** Whether it is unicast. */
  private static boolean transport(Scope scope) {
    var out = scope.out();
    if (!out.items("unicast.peers").isEmpty()) {
      if (out.has("multicast-group")) {
        scope.repaired(out.place(), "mcast_dst_ip has no effect on an instance with unicast peers");
        out.remove("multicast-group");
      }
      return true;
    }
    if (out.has("unicast") || scope.said("unicast_peer") != null) {
      scope.repaired(
          out.place(), "unicast without a peer falls back to multicast; name the other routers");
      out.remove("unicast");
    }
    return false;
  }

  private void checksum(Scope scope, Place place, boolean unicast, int version, Family family) {
    if (version != 3 || family != Family.IPV4) {
      return;
    }
    var old = scope.said("old_unicast_checksum");
    if (old != null && !old.word(1).equals("never") && unicast) {
      scope.out().put("checksum", old.place(), "historic-unicast");
    } else if (isOn(scope, "v3_checksum_as_v2", "v3_checksum_as_v2")) {
      scope.out().put("checksum", place, "message-only");
    }
  }

  /** Reference: keepalived's strict mode, but for the firewall and the macvlans. */
  private static void strict(Scope scope, Place place) {
    var out = scope.out();
    if (out.has("authentication") && !"hmac".equals(out.text("authentication.type"))) {
      scope.repaired(place, "strict mode does not support authentication; ignored");
      out.remove("authentication");
    }
    if (out.has("preempt-delay")) {
      scope.repaired(place, "strict mode has no preempt_delay; ignored");
      out.remove("preempt-delay");
    }
    out.put("down-timer-adverts", place, "3");
    out.put("answer-lower-priority", place, "false");
    out.put("owner-ignores-adverts", place, "true");
    out.put("gratuitous-arp.lower-priority-repeat", place, "0");
    out.put("gratuitous-arp.lower-priority-delay", place, "0");
    scope.notCarried(place, "no_accept of strict mode", "the agent makes no firewall rules");
  }

  /** What no advert has room for is held without being named. */
  private static void spill(Scope scope) {
    var items = scope.out().items("addresses");
    if (items.size() > MOST_ADVERTISED) {
      var rest = items.subList(MOST_ADVERTISED, items.size());
      scope.repaired(
          rest.getFirst().place(), "more than 255 addresses; the rest are excluded ones");
      rest.forEach(item -> scope.out().add("excluded-addresses", item));
      scope
          .out()
          .put("addresses", new Items(items.getFirst().place(), items.subList(0, MOST_ADVERTISED)));
    }
  }

  private void addresses(Scope scope, Statement block, String key) {
    var seen = new HashSet<>(seen(scope.out()));
    for (var line : block.block()) {
      var address = holdings.address(scope, line);
      var prefix = IpPrefix.parse(line.keyword()).orElse(null);
      if (address != null && prefix != null) {
        if (seen.add(prefix.address().toString())) {
          scope.out().add(key, address);
        } else {
          scope.repaired(line.place(), line.keyword() + " stands here twice; ignored");
        }
      }
    }
  }

  private static Set<String> seen(Mapping out) {
    var seen = new HashSet<String>();
    for (var key : List.of("addresses", "excluded-addresses")) {
      for (var item : out.items(key)) {
        IpPrefix.parse(addressOf(item)).ifPresent(prefix -> seen.add(prefix.address().toString()));
      }
    }
    return seen;
  }

  private void routes(Scope scope, Statement block) {
    for (var line : block.block()) {
      var route = holdings.route(scope, line);
      if (route != null) {
        scope.out().add("routes", route);
      }
    }
  }

  private void rules(Scope scope, Statement block) {
    for (var line : block.block()) {
      var rule = holdings.rule(scope, line);
      if (rule != null) {
        scope.out().add("rules", rule);
      }
    }
  }

  private static void peers(Scope scope, Statement block) {
    var seen = new HashSet<String>();
    for (var line : block.block()) {
      var address = scope.address(line, 0);
      if (address == null || !seen.add(address.text())) {
        continue;
      }
      var peer = new Mapping(line.place());
      peer.put("address", address);
      for (int i = 1; i < line.size(); i += 2) {
        switch (line.word(i)) {
          case "min_ttl" -> peer.put("min-ttl", scope.number(line, i + 1, 0, 255));
          case "max_ttl" -> peer.put("max-ttl", scope.number(line, i + 1, 0, 255));
          default -> scope.repaired(line.place(i), line.word(i) + " is unknown; ignored");
        }
      }
      scope.out().add("unicast.peers", peer.members().size() == 1 ? address : peer);
    }
  }

  private static final Vocabulary AUTHENTICATION =
      Vocabulary.of("authentication")
          .keep("auth_type", "authentication.type")
          .keep("auth_pass", "authentication.password");

  private static void authentication(Scope scope, Statement block) {
    var inner = scope.with(new Mapping(block.place()));
    AUTHENTICATION.read(block.block(), inner);
    var type = inner.said("auth_type");
    var password = inner.said("auth_pass");
    var word = type == null ? "" : type.word(1);
    boolean known = word.equals("PASS") || word.equals("AH");
    if (type == null || !known || password == null || password.word(1).isEmpty()) {
      scope.repaired(
          block.place(),
          known
              ? "authentication without a password; ignored"
              : "unknown authentication type '" + word + "'; ignored");
    } else if (!"hmac".equals(scope.out().text("authentication.type"))) {
      scope.out().put("authentication.type", type.place(1), word.equals("AH") ? "ah" : "pass");
      scope.out().put("authentication.password", password.place(1), password.word(1));
    }
  }

  private static final Vocabulary TRAILER =
      Vocabulary.of("auth_hmac")
          .carry("key", "authentication.keys", Instances::key)
          .number("active_key", "active-key", 0, 255)
          .text("anti_replay", "anti-replay")
          .wholeSeconds("time_window", "time-window", 1, 300)
          .text("mode", "mode");

  private static void key(Scope scope, Statement s) {
    var key = new Mapping(s.place());
    key.put("id", scope.number(s, 1, 0, 255));
    key.put("secret", s.place(2), s.word(2));
    if (key.has("id")) {
      scope.out().add("keys", key);
    }
  }

  private static void trailer(Scope scope, Statement block) {
    var out = new Mapping(block.place());
    out.put("type", block.place(), "hmac");
    TRAILER.read(block.block(), scope.with(out));
    scope.out().put("authentication", out);
  }

  static List<Vocabulary> inner() {
    return List.of(AUTHENTICATION, TRAILER);
  }
}
