package org.holdfast.agent.config.keepalived;

import java.util.List;
import java.util.Locale;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.Nearest;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.SnmpKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;

/** The keywords of {@code virtual_server} and {@code real_server}, and their translations. */
final class ServiceWords {

  private static final Becomes FORWARDING_METHOD =
      Becomes.described(
          ServiceKeywords.FORWARDING.path(), ServiceKeywords.FORWARDING, ServiceKeywords.METHOD);

  private static final Key<Fields> POOL_NOTIFY = ServerKeywords.POOL_NOTIFY;
  static final Key<Fields> TIMING = TimingKeywords.CHECK_TIMING;
  private static final List<String> SCHEDULERS =
      List.of(
          "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sh", "mh", "dh", "fo", "ovf", "sed", "nq",
          "twos");

  private ServiceWords() {}

  /** Returns the keywords of a {@code virtual_server}. */
  static Vocabulary service() {
    return shared(Vocabulary.of("virtual_server"), ServerKeywords.POOL_MAIL)
        .carry(FORWARDING_METHOD, "lb_kind", ServiceWords::forwarding)
        .carry(ServiceKeywords.PROTOCOL, "protocol", ServiceWords::protocol)
        .carry(ServiceKeywords.FAMILY, "ip_family", ServiceWords::family)
        .carry(ServiceKeywords.SCHEDULER, "lvs_sched lb_algo", ServiceWords::scheduler)
        .carry(
            ServiceKeywords.FLAGS,
            "hashed sh-port sh-fallback mh-port mh-fallback",
            ServiceWords::flag)
        .carry(ServiceKeywords.FLAGS, "flag-1 flag-2 flag-3 ops", ServiceWords::flag)
        .same(ServiceKeywords.PERSISTENCE_ENGINE, "persistence_engine")
        .carry(ServiceKeywords.PERSISTENCE, "persistence_timeout", ServiceWords::persistence)
        .carry(
            ServiceKeywords.PERSISTENCE_PREFIX,
            "persistence_granularity",
            ServiceWords::granularity)
        .standingWhatever(CheckKeywords.START, "down", "alpha")
        .standingWhatever(POOL_NOTIFY.then(ServerKeywords.ON_STOP), "true", "omega")
        .standingWhatever(ServerKeywords.INHIBIT_ON_FAILURE, "true", "inhibit_on_failure")
        .same(ServerKeywords.QUORUM, "quorum")
        .same(ServerKeywords.HYSTERESIS, "hysteresis")
        .notify(POOL_NOTIFY.then(ServerKeywords.QUORUM_UP), "quorum_up")
        .notify(POOL_NOTIFY.then(ServerKeywords.QUORUM_DOWN), "quorum_down")
        .keep(ServerKeywords.SORRY_SERVER, "sorry_server")
        .keep(
            ServerKeywords.SORRY_SERVER.then(ServerKeywords.SORRY_INHIBIT), "sorry_server_inhibit")
        .keep(
            ServerKeywords.SORRY_SERVER.then(ServiceKeywords.FORWARDING), "sorry_server_lvs_method")
        .standingWhatever(ServerKeywords.HA_SUSPEND, "true", "ha_suspend")
        .keep(ServerKeywords.REAL_SERVERS, "real_server");
  }

  /**
   * Returns the keywords of a {@code real_server}.
   *
   * @param checkers adds the keywords of the checkers
   */
  static Vocabulary server(Checkers checkers) {
    return checkers
        .addTo(shared(Vocabulary.of("real_server"), ServerKeywords.MAIL))
        .carry(CheckWords.DOWN, "alpha", ServiceWords::alpha)
        .same(ServerKeywords.INHIBIT_ON_FAILURE, "inhibit_on_failure")
        .clamped(ServerKeywords.UPPER_THRESHOLD, "uthreshold")
        .clamped(ServerKeywords.LOWER_THRESHOLD, "lthreshold")
        .notify(ServerKeywords.NOTIFY.then(ServerKeywords.UP), "notify_up")
        .notify(ServerKeywords.NOTIFY.then(ServerKeywords.DOWN), "notify_down");
  }

  /** Adds the keywords that both blocks share. */
  private static Vocabulary shared(Vocabulary vocabulary, Key<Boolean> mail) {
    return vocabulary
        .carry(FORWARDING_METHOD, "lvs_method", ServiceWords::forwarding)
        .within(ServiceKeywords.TUNNEL, "type")
        .within(ServiceKeywords.TUNNEL_PORT, "port")
        .within(ServiceKeywords.TUNNEL_CHECKSUM, "nocsum csum remcsum")
        .same(TIMING.then(TimingKeywords.INTERVAL), "delay_loop")
        .same(TIMING.then(TimingKeywords.RETRIES), "retry")
        .same(TIMING.then(TimingKeywords.RETRY_DELAY), "delay_before_retry")
        .same(TIMING.then(TimingKeywords.WARMUP), "warmup")
        .same(TIMING.then(TimingKeywords.TIMEOUT), "connect_timeout")
        .clamped(ServerKeywords.WEIGHT, "weight")
        .same(ServerKeywords.VIRTUAL_HOST, "virtualhost")
        .same(
            (mail.equals(ServerKeywords.MAIL) ? ServerKeywords.NOTIFY : POOL_NOTIFY).then(mail),
            "smtp_alert")
        .same(
            mail.equals(ServerKeywords.MAIL) ? SnmpKeywords.REAL_NAME : SnmpKeywords.NAME,
            "snmp_name");
  }

  private static void protocol(BlockTranslation translation, Statement s) {
    var protocol = s.word(1).toLowerCase(Locale.ROOT);
    if (List.of("tcp", "udp", "sctp").contains(protocol)) {
      translation.out().put(ServiceKeywords.PROTOCOL, s.place(1), protocol);
    } else {
      translation.repaired(
          s.place(1), "unknown protocol " + s.word(1) + " (expected: TCP, UDP or SCTP); ignored");
    }
  }

  private static void family(BlockTranslation translation, Statement s) {
    if (translation.out().has(ServiceKeywords.FIREWALL_MARKS)) {
      if (s.word(1).equals("inet6")) {
        translation.out().put(ServiceKeywords.FAMILY, s.place(1), "ipv6");
      } else {
        translation.out().remove(ServiceKeywords.FAMILY);
      }
    }
  }

  private static void scheduler(BlockTranslation translation, Statement s) {
    var name = translation.text(s);
    if (name != null && !SCHEDULERS.contains(name.text())) {
      translation.repaired(
          name.place(),
          "unknown scheduler " + name.text() + "; ignored" + Nearest.hint(name.text(), SCHEDULERS));
    } else {
      translation.out().put(ServiceKeywords.SCHEDULER, name);
    }
  }

  private static void flag(BlockTranslation translation, Statement s) {
    var word = s.keyword().equals("ops") ? "one-packet" : s.keyword();
    translation.out().add(ServiceKeywords.FLAGS, new Text(s.place(), word));
  }

  private static void persistence(BlockTranslation translation, Statement s) {
    var seconds =
        s.size() == 1
            ? new Text(s.place(), "360")
            : translation.number(s, 1, Vocabulary.wholeSeconds(ServiceKeywords.PERSISTENCE));
    if (seconds != null) {
      translation.out().put(ServiceKeywords.PERSISTENCE, seconds.place(), seconds.text() + "s");
    }
  }

  /** Reads a netmask for IPv4 or a prefix length for IPv6; the mask 0.0.0.0 is not carried over. */
  private static void granularity(BlockTranslation translation, Statement s) {
    var mask = IpAddress.parse(s.word(1)).orElse(null);
    if (mask != null && s.word(1).indexOf(':') < 0) {
      int bits = Integer.bitCount((int) mask.low());
      if (bits > 0 && (int) mask.low() == -1 << (32 - bits)) {
        translation
            .out()
            .put(ServiceKeywords.PERSISTENCE_PREFIX, s.place(1), Integer.toString(bits));
      } else {
        translation.notCarried(
            s, "persistence groups clients by a prefix, not by a pattern of bits");
      }
      return;
    }
    translation
        .out()
        .put(
            ServiceKeywords.PERSISTENCE_PREFIX,
            translation.number(s, 1, ServiceKeywords.PERSISTENCE_PREFIX));
  }

  /** Reads {@code alpha}: whether a server waits for its first check. */
  static void alpha(BlockTranslation translation, Statement s) {
    var on = translation.bool(s);
    if (on != null) {
      translation.out().put(CheckKeywords.START, s.place(), on ? "down" : "up");
    }
  }

  /**
   * Reads {@code NAT | DR | TUN [type ipip | type gue port N | type gre] [nocsum | csum |
   * remcsum]}.
   */
  static void forwarding(BlockTranslation translation, Statement s) {
    var method =
        switch (s.word(1)) {
          case "NAT" -> "nat";
          case "DR" -> "dr";
          case "TUN" -> "tunnel";
          default -> "";
        };
    if (method.isEmpty()) {
      translation.repaired(
          s.place(1), "unknown method " + s.word(1) + " (expected: NAT, DR or TUN); ignored");
      return;
    }
    var name = new Text(s.place(1), method);
    var forwarding = new Mapping(s.place(1));
    forwarding.put(ServiceKeywords.METHOD, name);
    for (int i = 2; i < s.size(); i++) {
      switch (s.word(i)) {
        case "type" -> tunnelType(translation, s, ++i, forwarding);
        case "port" ->
            forwarding.put(
                ServiceKeywords.TUNNEL_PORT,
                translation.number(s, ++i, ServiceKeywords.TUNNEL_PORT));
        case "csum" -> forwarding.put(ServiceKeywords.TUNNEL_CHECKSUM, s.place(i), "full");
        case "remcsum" -> forwarding.put(ServiceKeywords.TUNNEL_CHECKSUM, s.place(i), "remote");
        case "nocsum" -> forwarding.put(ServiceKeywords.TUNNEL_CHECKSUM, s.place(i), "none");
        default -> translation.repaired(s.place(i), s.word(i) + " is unknown in " + s.keyword());
      }
    }
    translation
        .out()
        .put(ServiceKeywords.FORWARDING, forwarding.members().size() == 1 ? name : forwarding);
  }

  private static void tunnelType(
      BlockTranslation translation, Statement s, int index, Mapping forwarding) {
    if (List.of("ipip", "gue", "gre").contains(s.word(index))) {
      forwarding.put(ServiceKeywords.TUNNEL, s.place(index), s.word(index));
    } else {
      translation.repaired(
          s.place(index), "unknown tunnel type " + s.word(index) + "; ipip is used");
    }
  }

  /** Returns the forwarding method of a server: its own, or else that of its service. */
  static String method(Mapping service, Mapping server) {
    var own = server.get(ServiceKeywords.FORWARDING);
    return method(own == null ? service.get(ServiceKeywords.FORWARDING) : own);
  }

  /**
   * Returns the method (nat, dr or tunnel) of a forwarding, which may be in the short form or
   * missing.
   */
  private static String method(@Nullable Tree forwarding) {
    return switch (forwarding) {
      case null -> "nat";
      case Text text -> text.text();
      case Mapping mapping -> mapping.text(ServiceKeywords.METHOD, "nat");
      case Items _ -> "nat";
    };
  }
}
