package org.holdfast.agent.config.keepalived;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Entry;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.KeyPath;
import org.holdfast.agent.config.words.HoldingKeywords;
import org.holdfast.agent.config.words.InstanceKeywords;
import org.holdfast.agent.config.words.NotifyKeywords;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** {@code vrrp_instance}, and keepalived's repairs of what does not fit together. */
final class Instances {

  private static final int MOST_ADVERTISED = 255;
  private static final int USUAL_MTU = 1500;

  /** Measured: what keepalived leaves free in a packet besides the headers. */
  private static final int SPARE = 16;

  private static final int VRRP_HEADER = 8;
  private static final int PASSWORD = 8;
  private static final int AUTHENTICATION_HEADER = 24;
  private static final String NO_VMAC = "the addresses keep the MAC of their link";

  private static final Key<Fields> ARP = InstanceKeywords.GRATUITOUS_ARP;
  private static final Key<Fields> NOTIFY = NotifyKeywords.NOTIFY;
  private static final KeyPath<List<Entry<Fields>>> PEERS =
      InstanceKeywords.UNICAST.then(InstanceKeywords.PEERS);
  private static final KeyPath<Boolean> CHECK_SOURCE =
      InstanceKeywords.UNICAST.then(InstanceKeywords.CHECK_SOURCE);

  private final Scope global;
  private final Surroundings world;
  private final HeldRoutes routes;
  private final HeldRules rules;
  private final Vocabulary vocabulary;

  /** Of the instance that is read. */
  private Family family = Family.IPV4;

  private String name = "";

  Instances(Scope global, Surroundings world, Tracked tracked) {
    var tables = new RouteTables(world);
    this.global = global;
    this.world = world;
    this.routes = new HeldRoutes(tables);
    this.rules = new HeldRules(tables);
    this.vocabulary = tracked.addTo(announcing(moving(holding(vocabulary()))));
  }

  Vocabulary all() {
    return vocabulary;
  }

  private Vocabulary vocabulary() {
    return Vocabulary.of("vrrp_instance")
        .same(InstanceKeywords.VIRTUAL_ROUTER_ID, "virtual_router_id")
        .same(InstanceKeywords.INTERFACE, "interface")
        .drop("vrf", "name the interface itself")
        .number(InstanceKeywords.VERSION, "version", 2, 3)
        .keep(
            "priority 255 for MASTER without a priority; MASTER clears nopreempt and preempt_delay",
            "state")
        .carry(InstanceKeywords.PRIORITY, "priority", Instances::priority)
        .same(InstanceKeywords.ADVERTISEMENT_INTERVAL, "advert_int")
        .standing(InstanceKeywords.PREEMPT, "false", "nopreempt")
        .standing(InstanceKeywords.PREEMPT, "true", "preempt")
        .same(InstanceKeywords.PREEMPT_DELAY, "preempt_delay")
        .same(InstanceKeywords.DOWN_TIMER_ADVERTS, "down_timer_adverts")
        .drop(
            "timer_expired_backup thread_timer_expired",
            "a master that was late hears its successor and yields by the rules")
        .carry(InstanceKeywords.SOURCE_ADDRESS, "mcast_src_ip unicast_src_ip", this::source)
        .carry(InstanceKeywords.MULTICAST_GROUP, "mcast_dst_ip", this::group)
        .carry(PEERS, "unicast_peer", this::peers)
        .within(InstanceKeywords.MIN_TTL, "min_ttl")
        .within(InstanceKeywords.MAX_TTL, "max_ttl")
        .drop("unicast_fault_no_peer", "an instance without peers uses multicast, with a warning")
        .standingWhatever(CHECK_SOURCE, "true", "check_unicast_src")
        .same(InstanceKeywords.UNICAST.then(InstanceKeywords.UNICAST_TTL), "unicast_ttl")
        .within(InstanceKeywords.UNICAST_SOURCE, "unicast_src_ip")
        .keep(
            Becomes.of(InstanceKeywords.CHECKSUM)
                .with(": historic-unicast, for version 3 over IPv4"),
            "old_unicast_checksum")
        .keep(
            Becomes.of(InstanceKeywords.CHECKSUM).with(": message-only, for version 3 over IPv4"),
            "v3_checksum_as_v2")
        .carry(InstanceKeywords.AUTHENTICATION, "authentication", Instances::authentication)
        .carry(
            Becomes.described(
                InstanceKeywords.AUTHENTICATION.path(),
                InstanceKeywords.AUTHENTICATION,
                InstanceKeywords.HMAC_KEYS),
            "auth_hmac",
            Instances::trailer)
        .carry(
            HoldingKeywords.ADDRESSES,
            "virtual_ipaddress",
            (i, s) -> addresses(i, s, HoldingKeywords.ADDRESSES, family))
        .carry(
            HoldingKeywords.EXCLUDED_ADDRESSES,
            "virtual_ipaddress_excluded",
            (i, s) -> addresses(i, s, HoldingKeywords.EXCLUDED_ADDRESSES, null))
        .keep("nothing: addresses may be left out", "no_virtual_ipaddress")
        .carry(HoldingKeywords.ROUTES, "virtual_routes", this::routes)
        .carry(HoldingKeywords.RULES, "virtual_rules", this::rules)
        .drop("promote_secondaries", "set the sysctl promote_secondaries of the interface")
        .keep("nothing: packets to the addresses are always accepted", "accept")
        .drop("no_accept", "the agent makes no firewall rules")
        .drop("skip_check_adv_addr", "every advert's addresses are looked at; it costs little")
        .keep("what it forces, as vrrp_strict", "strict_mode")
        .opposite(InstanceKeywords.ANSWER_LOWER_PRIORITY, "lower_prio_no_advert")
        .same(InstanceKeywords.ADVERT_BEFORE_YIELDING, "higher_prio_send_advert")
        .same(InstanceKeywords.OWNER_IGNORES_ADVERTS, "owner_ignore_adverts")
        .drop("kernel_rx_buf_size", "the kernel's buffers are enough")
        .drop("use_vmac use_vmac_addr vmac_xmit_base use_ipvlan", NO_VMAC)
        .drop("native_ipv6", "IPv6 is found out by the addresses")
        .drop("linkbeat_use_polling", "the kernel tells of links")
        .carry(
            Becomes.of(GlobalDefs.SYNC_DAEMON).with(", for the instance"),
            "lvs_sync_daemon_interface",
            this::syncDaemon)
        .drop("debug", "has no effect in keepalived either");
  }

  private static Vocabulary holding(Vocabulary vocabulary) {
    return HeldRules.addTo(HeldRoutes.addTo(HeldAddresses.addTo(vocabulary)));
  }

  private static Vocabulary moving(Vocabulary vocabulary) {
    return vocabulary
        .opposite(InstanceKeywords.TRACK.then(InstanceKeywords.OWN_INTERFACE), "dont_track_primary")
        .same(InstanceKeywords.TRACK.then(InstanceKeywords.TRACK_SOURCE_ADDRESS), "track_src_ip");
  }

  private static Vocabulary announcing(Vocabulary vocabulary) {
    return vocabulary
        .cutSeconds(ARP.then(InstanceKeywords.DELAY), "garp_master_delay")
        .clamped(ARP.then(InstanceKeywords.REPEAT), "garp_master_repeat")
        .cutSeconds(ARP.then(InstanceKeywords.REFRESH), "garp_master_refresh")
        .clamped(ARP.then(InstanceKeywords.REFRESH_REPEAT), "garp_master_refresh_repeat")
        .cutSeconds(ARP.then(InstanceKeywords.LOWER_PRIORITY_DELAY), "garp_lower_prio_delay")
        .clamped(ARP.then(InstanceKeywords.LOWER_PRIORITY_REPEAT), "garp_lower_prio_repeat")
        .drop("garp_extra_if", "refresh announces every address on its own link already")
        .notify(NOTIFY.then(NotifyKeywords.MASTER), "notify_master")
        .notify(NOTIFY.then(NotifyKeywords.BACKUP), "notify_backup")
        .notify(NOTIFY.then(NotifyKeywords.FAULT), "notify_fault")
        .notify(NOTIFY.then(NotifyKeywords.STOP), "notify_stop")
        .notify(NOTIFY.then(NotifyKeywords.ANY), "notify")
        .notify(NOTIFY.then(NotifyKeywords.DELETED), "notify_deleted")
        .notify(NOTIFY.then(NotifyKeywords.LOWER_PRIORITY), "notify_master_rx_lower_pri")
        .same(NOTIFY.then(NotifyKeywords.PRIORITY_CHANGES), "notify_priority_changes")
        .same(NOTIFY.then(NotifyKeywords.MAIL), "smtp_alert");
  }

  /** The instance, finished. */
  Mapping read(Statement statement) {
    var scope = global.with(new Mapping(statement.place()));
    family = Families.of(statement.block());
    name = statement.word(1);
    vocabulary.read(statement.block(), scope);
    var out = scope.out();
    heldOnce(scope);
    var version = version(scope, family);
    ownInterface(scope);
    preemption(scope);
    lowerPriority(scope);
    interval(scope, version);
    authenticationOf(scope, version);
    boolean unicast = transport(scope);
    if (isOn(scope, "strict_mode", "vrrp_strict")) {
      strict(scope, statement.place());
    }
    checksum(scope, statement.place(), unicast && version == 3, version, family);
    spill(scope, version);
    return out;
  }

  /** By the instance's own word, else the global one. */
  private boolean isOn(Scope scope, String own, String general) {
    return scope.said(own) == null ? GlobalDefs.isOn(global, general) : GlobalDefs.isOn(scope, own);
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
        scope.remarked(item.place(), "Ignoring track_interface " + own + " since own interface");
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
        scope.remarked(scope.out().place(), "IPv6 has no version 2; version 3 is used");
        scope.out().remove("version");
      }
      return 3;
    }
    var general = global.out().text("vrrp.defaults.version");
    return "3".equals(own == null ? general : own) ? 3 : 2;
  }

  /** A value that there is not is 100, whatever stood before. */
  private static void priority(Scope scope, Statement s) {
    var priority = scope.number(s, 1, 255);
    scope.out().put("priority", s.place(), priority == null ? "100" : priority.text());
  }

  /** What of the rules on preempting goes with the state and the priority. */
  private static void preemption(Scope scope) {
    var out = scope.out();
    if (!isBornMaster(scope)) {
      if ("false".equals(out.text("preempt")) && out.has("preempt-delay")) {
        scope.remarked(out.place(), "preempt_delay has no effect with nopreempt; ignored");
        out.remove("preempt-delay");
      }
      if ("false".equals(out.text("preempt")) && "255".equals(out.text("priority"))) {
        scope.remarked(out.place(), "nopreempt has no effect on an owner; ignored");
        out.remove("preempt");
      }
      return;
    }
    for (var word : List.of("nopreempt", "preempt_delay")) {
      var key = word.equals("nopreempt") ? "preempt" : "preempt-delay";
      var said = scope.said(word);
      if (said != null && out.has(key) && !"true".equals(out.text(key))) {
        scope.remarked(
            said.place(),
            word
                + " does not work with state MASTER; it is cleared, so that this router takes over"
                + " at once from one with a lower priority (write state BACKUP to have it hold)");
        out.remove(key);
      }
    }
  }

  /** State MASTER, said or meant by priority 255; a priority for it where none is said. */
  private static boolean isBornMaster(Scope scope) {
    var state = scope.said("state");
    if (state == null) {
      return "255".equals(scope.out().text("priority"));
    }
    var word = state.word(1);
    if (!word.equals("MASTER")) {
      if (!word.equals("BACKUP")) {
        scope.repaired(state.place(1), "unknown state " + word + "; BACKUP is used");
      }
      return false;
    }
    scope.out().putIfAbsent("priority", state.place(), "255");
    return true;
  }

  /** What follows a lower priority's advert is keepalived's global word, not the instance's. */
  private void lowerPriority(Scope scope) {
    for (var key : List.of("delay", "repeat")) {
      var own = "gratuitous-arp." + key;
      var lower = "gratuitous-arp.lower-priority-" + key;
      if (scope.out().has(own) && !scope.out().has(lower)) {
        var general = global.out().text("vrrp.defaults." + lower);
        general = general == null ? global.out().text("vrrp.defaults." + own) : general;
        var standard = key.equals("delay") ? "5s" : "5";
        scope.out().put(lower, scope.out().place(), general == null ? standard : general);
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
      scope.remarked(
          given.place(),
          "advert_int " + given.text() + " is none of version " + version + "'s; " + text);
      scope.out().put("advertisement-interval", given.place(), text);
    }
  }

  private static void authenticationOf(Scope scope, int version) {
    var type = scope.out().text("authentication.type");
    if (type != null && !type.equals("hmac") && version == 3) {
      scope.remarked(
          scope.out().place(), "VRRP version 3 has no PASS or AH authentication; ignored");
      scope.out().remove("authentication");
    }
  }

  /** Whether it is unicast. */
  private static boolean transport(Scope scope) {
    var out = scope.out();
    notItself(scope);
    if (!out.items("unicast.peers").isEmpty()) {
      if (out.has("multicast-group")) {
        scope.remarked(out.place(), "mcast_dst_ip has no effect on an instance with unicast peers");
        out.remove("multicast-group");
      }
      return true;
    }
    if (out.has("unicast") || scope.said("unicast_peer") != null) {
      scope.remarked(
          out.place(), "unicast without a peer falls back to multicast; name the other routers");
      out.remove("unicast");
    }
    return false;
  }

  private void checksum(
      Scope scope, FilePosition place, boolean unicast, int version, Family family) {
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
  private static void strict(Scope scope, FilePosition place) {
    var out = scope.out();
    if (out.has("authentication") && !"hmac".equals(out.text("authentication.type"))) {
      scope.remarked(place, "strict mode does not support authentication; ignored");
      out.remove("authentication");
    }
    if (out.has("preempt-delay")) {
      scope.remarked(place, "strict mode has no preempt_delay; ignored");
      out.remove("preempt-delay");
    }
    out.put("down-timer-adverts", place, "3");
    out.put("answer-lower-priority", place, "false");
    out.put("advert-before-yielding", place, "false");
    out.put("owner-ignores-adverts", place, "true");
    out.put("gratuitous-arp.lower-priority-repeat", place, "0");
    out.put("gratuitous-arp.lower-priority-delay", place, "0");
    scope.notCarried(place, "no_accept of strict mode", "the agent makes no firewall rules");
  }

  /** What no advert has room for is held without being named. */
  private void spill(Scope scope, int version) {
    var items = scope.out().items("addresses");
    int most = most(scope.out(), version);
    if (items.size() > most) {
      var rest = items.subList(most, items.size());
      scope.remarked(
          rest.getFirst().place(),
          items.size()
              + " addresses, and an advert names "
              + most
              + "; the rest are excluded ones");
      rest.forEach(item -> scope.out().add("excluded-addresses", item));
      scope.out().put("addresses", new Items(items.getFirst().place(), items.subList(0, most)));
      heldOnce(scope);
    }
  }

  /** How many addresses keepalived puts into an advert on the instance's link. */
  private int most(Mapping instance, int version) {
    int mtu = world.mtu(instance.text("interface", "")).orElse(USUAL_MTU);
    int headers =
        (family == Family.IPV4 ? 20 : 40)
            + VRRP_HEADER
            + (version == 2 ? PASSWORD : 0)
            + ("ah".equals(instance.text("authentication.type")) ? AUTHENTICATION_HEADER : 0);
    return Math.clamp((mtu - headers - SPARE) / family.bytes(), 1, MOST_ADVERTISED);
  }

  /**
   * Adverts name an address as often as {@code virtual_ipaddress} does, and other routers compare
   * the number; but what is named need not be excluded, too.
   */
  private static void heldOnce(Scope scope) {
    var seen = new HashSet<String>();
    var rest = new ArrayList<Tree>();
    scope.out().items("addresses").forEach(item -> seen.add(placeOf(item)));
    var excluded = scope.out().items("excluded-addresses");
    for (var item : excluded) {
      if (seen.add(placeOf(item))) {
        rest.add(item);
      } else {
        scope.remarked(item.place(), addressOf(item) + " is there already; it is held once");
      }
    }
    if (rest.size() < excluded.size()) {
      scope.out().remove("excluded-addresses");
      rest.forEach(item -> scope.out().add("excluded-addresses", item));
    }
  }

  private static String placeOf(Tree item) {
    var address = addressOf(item);
    int slash = address.indexOf('/');
    return slash < 0 ? address : address.substring(0, slash);
  }

  private static void addresses(Scope scope, Statement block, Key<?> key, @Nullable Family family) {
    for (var line : block.block()) {
      var address = HeldAddresses.read(scope, line, family);
      if (address != null) {
        scope.out().add(key, address);
      }
    }
  }

  private void routes(Scope scope, Statement block) {
    for (var line : block.block()) {
      var route = routes.read(scope, line);
      if (route != null) {
        scope.out().add(HoldingKeywords.ROUTES, route);
      }
    }
  }

  private void rules(Scope scope, Statement block) {
    for (var line : block.block()) {
      var rule = rules.read(scope, line, family);
      if (rule != null) {
        scope.out().add(HoldingKeywords.RULES, rule);
      }
    }
  }

  /** The first one counts, and lvs_sync_daemon before all of them. */
  private void syncDaemon(Scope scope, Statement s) {
    if (global.out().has("ipvs.sync-daemon")) {
      scope.remarked(s.place(), s + ": a sync daemon is there already; ignored");
    } else if (s.word(1).isEmpty()) {
      scope.repaired(s.place(), s.keyword() + " without an interface; ignored");
    } else {
      global.out().put("ipvs.sync-daemon.interface", s.place(1), s.word(1));
      global.out().put("ipvs.sync-daemon.instance", s.place(), name);
    }
  }

  private void source(Scope scope, Statement s) {
    put(scope, InstanceKeywords.SOURCE_ADDRESS, s, false);
  }

  private void group(Scope scope, Statement s) {
    put(scope, InstanceKeywords.MULTICAST_GROUP, s, true);
  }

  private void put(Scope scope, Key<IpAddress> key, Statement s, boolean group) {
    var address = usable(scope, s, 1, group);
    if (address != null) {
      scope.out().put(key, address);
    }
  }

  /** An address of the instance's family, of a host or of a group; null after a note. */
  private @Nullable Text usable(Scope scope, Statement s, int index, boolean group) {
    var text = scope.address(s, index);
    var address = text == null ? null : IpAddress.parse(text.text()).orElse(null);
    if (address == null) {
      return null;
    }
    boolean fits = address.family() == family && address.isMulticast() == group && !address.isAny();
    if (!fits) {
      scope.remarked(
          s.place(index),
          s
              + ": "
              + address
              + (address.family() == family
                  ? " is no address of a " + (group ? "group" : "host")
                  : " is not of the family of the instance, which the first address in it decides")
              + "; ignored");
    }
    return fits ? text : null;
  }

  private void peers(Scope scope, Statement block) {
    var seen = new HashSet<String>();
    for (var line : block.block()) {
      var address = usable(scope, line, 0, false);
      if (address == null || !seen.add(address.text())) {
        continue;
      }
      var peer = new Mapping(line.place());
      peer.put("address", address);
      for (int i = 1; i < line.size(); i += 2) {
        switch (line.word(i)) {
          case "min_ttl" -> peer.put("min-ttl", ttl(scope, line, i + 1));
          case "max_ttl" -> peer.put("max-ttl", ttl(scope, line, i + 1));
          default -> scope.repaired(line.place(i), line.word(i) + " is unknown; ignored");
        }
      }
      noTtlAtAll(scope, peer);
      scope.out().add("unicast.peers", peer.members().size() == 1 ? address : peer);
    }
  }

  /** Who limits the hops of a peer's adverts means adverts of peers alone. */
  private static @Nullable Text ttl(Scope scope, Statement line, int index) {
    scope.out().put("unicast.check-source", line.place(index), "true");
    return scope.number(line, index, 0, 255);
  }

  private static void noTtlAtAll(Scope scope, Mapping peer) {
    var least = Numbers.parse(peer.text("min-ttl", "0"));
    var most = Numbers.parse(peer.text("max-ttl", "255"));
    if (least != null && most != null && least > most) {
      scope.remarked(
          peer.place(),
          "min_ttl "
              + least
              + " is more than max_ttl "
              + most
              + ", so that nothing of the peer would count; max_ttl is ignored");
      peer.remove("max-ttl");
    }
  }

  /** A router that names itself among its peers would answer itself. */
  private static void notItself(Scope scope) {
    var own = scope.out().text("source-address");
    var peers = scope.out().items("unicast.peers");
    var others = new ArrayList<Tree>();
    for (var peer : peers) {
      if (own != null && addressOf(peer).equals(own)) {
        scope.remarked(peer.place(), own + " is our own source address, no peer; ignored");
      } else {
        others.add(peer);
      }
    }
    if (others.size() < peers.size() && scope.out().get("unicast") instanceof Mapping unicast) {
      unicast.remove("peers");
      others.forEach(peer -> unicast.add("peers", peer));
    }
  }

  private static final Vocabulary AUTHENTICATION =
      Vocabulary.of("authentication")
          .keep(
              InstanceKeywords.AUTHENTICATION.then(InstanceKeywords.AUTHENTICATION_TYPE),
              "auth_type")
          .keep(InstanceKeywords.AUTHENTICATION.then(InstanceKeywords.PASSWORD), "auth_pass");

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
          .carry(
              Becomes.described(
                  InstanceKeywords.AUTHENTICATION.then(InstanceKeywords.HMAC_KEYS).path(),
                  InstanceKeywords.HMAC_KEY_ID,
                  InstanceKeywords.SECRET),
              "key",
              Instances::key)
          .same(InstanceKeywords.ACTIVE_KEY, "active_key")
          .same(InstanceKeywords.ANTI_REPLAY, "anti_replay")
          .wholeSeconds(InstanceKeywords.TIME_WINDOW, "time_window")
          .same(InstanceKeywords.HMAC_MODE, "mode");

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
