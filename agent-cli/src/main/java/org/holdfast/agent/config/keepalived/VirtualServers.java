package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.holdfast.agent.config.document.FilePosition;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Items;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Fields;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** {@code virtual_server}, its groups and its real servers, with keepalived's repairs. */
final class VirtualServers {

  private static final Key<Fields> POOL_NOTIFY = ServerKeywords.POOL_NOTIFY;
  private static final Key<Fields> TIMING = TimingKeywords.CHECK_TIMING;
  private static final Key<?> FLAGS = ServiceKeywords.FLAGS;
  private static final List<String> SCHEDULERS =
      List.of(
          "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sh", "mh", "dh", "fo", "ovf", "sed", "nq",
          "twos");

  private final Scope global;
  private final Checkers checkers;
  private final Vocabulary service;
  private final Vocabulary server;
  private final Map<String, List<Statement>> groups = new HashMap<>();

  /** By what clients connect to, with protocol and family. */
  private final Map<String, Mapping> services = new HashMap<>();

  VirtualServers(Scope global, Tracked tracked) {
    this.global = global;
    this.checkers = new Checkers(global, tracked);
    this.service = service();
    this.server = server();
  }

  private Vocabulary service() {
    return shared(Vocabulary.of("virtual_server"), ServerKeywords.POOL_MAIL)
        .carry(ServiceKeywords.PROTOCOL, "protocol", VirtualServers::protocol)
        .carry(ServiceKeywords.FAMILY, "ip_family", VirtualServers::family)
        .carry(ServiceKeywords.SCHEDULER, "lvs_sched lb_algo", VirtualServers::scheduler)
        .carry(
            ServiceKeywords.FLAGS,
            "hashed sh-port sh-fallback mh-port mh-fallback",
            VirtualServers::flag)
        .carry(ServiceKeywords.FLAGS, "flag-1 flag-2 flag-3 ops", VirtualServers::flag)
        .same(ServiceKeywords.PERSISTENCE_ENGINE, "persistence_engine")
        .carry(ServiceKeywords.PERSISTENCE, "persistence_timeout", VirtualServers::persistence)
        .carry(
            ServiceKeywords.PERSISTENCE_PREFIX,
            "persistence_granularity",
            VirtualServers::granularity)
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

  private Vocabulary server() {
    return checkers
        .addTo(shared(Vocabulary.of("real_server"), ServerKeywords.MAIL))
        .carry(Checkers.DOWN, "alpha", VirtualServers::alpha)
        .same(ServerKeywords.INHIBIT_ON_FAILURE, "inhibit_on_failure")
        .clamped(ServerKeywords.UPPER_THRESHOLD, "uthreshold")
        .clamped(ServerKeywords.LOWER_THRESHOLD, "lthreshold")
        .notify(ServerKeywords.NOTIFY.then(ServerKeywords.UP), "notify_up")
        .notify(ServerKeywords.NOTIFY.then(ServerKeywords.DOWN), "notify_down");
  }

  /** What both kinds of blocks may say. */
  private static Vocabulary shared(Vocabulary vocabulary, Key<Boolean> mail) {
    return vocabulary
        .carry(
            Becomes.described(
                ServiceKeywords.FORWARDING.path(),
                ServiceKeywords.FORWARDING,
                ServiceKeywords.METHOD),
            "lvs_method lb_kind",
            VirtualServers::forwarding)
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
        .drop("snmp_name", "there is no SNMP, and a virtual server has a name");
  }

  List<Vocabulary> vocabularies() {
    var all = new ArrayList<Vocabulary>(List.of(service, server));
    all.addAll(checkers.vocabularies());
    return all;
  }

  void read(List<Statement> groupBlocks, List<Statement> blocks, List<Statement> tls) {
    for (var block : groupBlocks) {
      if (groups.putIfAbsent(block.word(1), block.block()) != null) {
        global.repaired(
            block.place(), "virtual_server_group " + block.word(1) + " is there already");
      }
    }
    tls.forEach(checkers::clientCertificate);
    for (var block : blocks) {
      read(block);
    }
  }

  private void read(Statement block) {
    var scope = global.with(new Mapping(block.place()));
    var out = scope.out();
    var name = address(scope, block);
    if (name == null) {
      return;
    }
    service.read(block.block(), scope);
    finish(scope, block);
    familyOfMark(out, block);
    servers(scope, block);
    if (out.items("real-servers").isEmpty()) {
      global.repaired(block.place(), block + " has no real servers; ignored");
      return;
    }
    sorryServer(scope);
    quorum(scope);
    for (var one : ServiceFamilies.of(global, out, block)) {
      add(name, one, block);
    }
  }

  /** A mark says nothing of a family: the first server does. */
  private static void familyOfMark(Mapping out, Statement block) {
    if (!out.has("firewall-mark") || out.has("family") || out.has("addresses")) {
      return;
    }
    for (var statement : block.block()) {
      if (statement.keyword().equals("real_server")) {
        if (statement.word(1).indexOf(':') >= 0) {
          out.put("family", statement.place(1), "ipv6");
        }
        return;
      }
    }
  }

  private void add(String name, Mapping service, Statement block) {
    var key = name + " " + service.text("protocol") + " " + service.text("family", "ipv4");
    var before = services.putIfAbsent(key, service);
    if (before != null) {
      global.remarked(
          block.place(), block + " is there already; its servers are added to that one");
      addServers(before, service);
      return;
    }
    var all = global.out().section("virtual-servers", block.place()).members();
    var unique = service.has("protocol") ? name + "/" + service.text("protocol") : name;
    all.put(unique(all, service.has("family") ? unique + "-ipv6" : unique), service);
    if (service.has("addresses") && !service.has("firewall-mark")) {
      service.remove("family");
    }
  }

  /** What the second of two virtual servers says of its servers stays with them. */
  private static void addServers(Mapping first, Mapping second) {
    for (var item : second.items("real-servers")) {
      var server = (Mapping) item;
      var place = endpointOf(first, server);
      if (first.items("real-servers").stream()
          .anyMatch(other -> place.equals(endpointOf(first, (Mapping) other)))) {
        continue;
      }
      for (var key :
          List.of("forwarding", "weight", "inhibit-on-failure", "virtual-host", "start")) {
        if (!server.has(key)) {
          server.put(key, second.get(key));
        }
      }
      if (second.get("check-timing") instanceof Mapping timing) {
        var own = server.section("check-timing", server.place());
        timing.members().forEach((key, value) -> own.members().putIfAbsent(key, value));
      }
      first.add("real-servers", server);
    }
  }

  /** Where the kernel sends to: a server without a port has its service's. */
  private static String endpointOf(Mapping service, Mapping server) {
    var own = server.text("address", "");
    var address = service.text("address", "");
    return hasPort(own) || !hasPort(address)
        ? own
        : own + address.substring(address.lastIndexOf(':'));
  }

  private static String unique(Map<String, Tree> all, String name) {
    var shortened = name.length() > 60 ? name.substring(0, 60) : name;
    var unique = shortened;
    for (int i = 2; all.containsKey(unique); i++) {
      unique = shortened + "-" + i;
    }
    return unique;
  }

  /** What clients connect to; the name for it, or null after a note. */
  private @Nullable String address(Scope scope, Statement s) {
    var out = scope.out();
    return switch (s.word(1)) {
      case "group" -> group(scope, s) ? s.word(2) : null;
      case "fwmark" -> {
        out.put("firewall-mark", scope.number(s, 2, 1, 0xffff_ffffL));
        yield out.has("firewall-mark") ? "fwmark-" + s.word(2) : null;
      }
      default -> {
        var endpoint = endpoint(scope, s, 1);
        if (endpoint != null) {
          out.put("address", endpoint);
        }
        yield endpoint == null ? null : endpoint.text();
      }
    };
  }

  private boolean group(Scope scope, Statement s) {
    var lines = groups.get(s.word(2));
    if (lines == null) {
      scope.repaired(s.place(2), "virtual_server_group " + s.word(2) + " not found; ignored");
      return false;
    }
    for (var line : lines) {
      if (line.keyword().equals("fwmark")) {
        var mark = scope.number(line, 1, 1, 0xffff_ffffL);
        if (mark != null) {
          scope.out().add("firewall-mark", mark);
        }
        if (line.word(2).equals("inet6")) {
          scope.out().put("family", line.place(2), "ipv6");
        }
      } else {
        var range = range(scope, line);
        if (range != null) {
          scope.out().add("addresses", range);
        }
      }
    }
    return scope.out().has("addresses") || scope.out().has("firewall-mark");
  }

  /** {@code IP PORT}, {@code IP-LAST PORT} or {@code IP/LENGTH PORT}. */
  private static @Nullable Text range(Scope scope, Statement line) {
    var text = line.keyword();
    int dash = text.indexOf('-');
    if (dash > 0) {
      var last = lastOf(text.substring(0, dash), text.substring(dash + 1));
      text = last == null ? "" : text.substring(0, dash) + "-" + last;
    } else if (text.indexOf('/') >= 0) {
      text =
          IpPrefix.parse(text).filter(p -> p.equals(Addresses.network(p))).isPresent() ? text : "";
    } else {
      return endpoint(scope, line, 0);
    }
    var port = line.size() > 1 ? scope.number(line, 1, 0, 65_535) : null;
    if (text.isEmpty() || (port == null && line.size() > 1)) {
      scope.repaired(line.place(), line + " is no range of addresses; ignored");
      return null;
    }
    return new Text(line.place(), withPort(text, port));
  }

  /** The end of a range as a whole address; null for none. */
  private static @Nullable String lastOf(String first, String end) {
    if (IpAddress.parse(first).isEmpty()) {
      return null;
    }
    if (IpAddress.parse(end).isPresent()) {
      return end;
    }
    int cut = Math.max(first.lastIndexOf('.'), first.lastIndexOf(':')) + 1;
    var whole = first.substring(0, cut) + end;
    return IpAddress.parse(whole).isPresent() ? whole : null;
  }

  private static String withPort(String address, @Nullable Text port) {
    if (port == null || port.text().equals("0")) {
      return address;
    }
    return (address.indexOf(':') < 0 ? address : "[" + address + "]") + ":" + port.text();
  }

  /** The number that the word begins with; null after a note when there is no such port. */
  private static @Nullable Text port(Scope scope, Statement s, int index) {
    var number = Numbers.leading(s.word(index));
    return number != null && number >= 0 && number <= 65_535
        ? scope.clamped(s, index, 0, 65_535)
        : scope.number(s, index, 0, 65_535);
  }

  private static @Nullable Text endpoint(Scope scope, Statement s, int index) {
    var address = scope.address(s, index);
    var port = s.size() > index + 1 ? port(scope, s, index + 1) : null;
    if (port == null && s.size() > index + 1) {
      return null;
    }
    return address == null ? null : new Text(address.place(), withPort(address.text(), port));
  }

  private static void protocol(Scope scope, Statement s) {
    var protocol = s.word(1).toLowerCase(Locale.ROOT);
    if (List.of("tcp", "udp", "sctp").contains(protocol)) {
      scope.out().put("protocol", s.place(1), protocol);
    } else {
      scope.repaired(s.place(1), "unknown protocol " + s.word(1) + "; ignored");
    }
  }

  private static void family(Scope scope, Statement s) {
    if (scope.out().has("firewall-mark")) {
      if (s.word(1).equals("inet6")) {
        scope.out().put("family", s.place(1), "ipv6");
      } else {
        scope.out().remove("family");
      }
    }
  }

  private static void scheduler(Scope scope, Statement s) {
    var name = scope.text(s);
    if (name != null && !SCHEDULERS.contains(name.text())) {
      scope.repaired(name.place(), "unknown scheduler " + name.text() + "; ignored");
    } else {
      scope.out().put(ServiceKeywords.SCHEDULER, name);
    }
  }

  private static void flag(Scope scope, Statement s) {
    var word = s.keyword().equals("ops") ? "one-packet" : s.keyword();
    scope.out().add(FLAGS, new Text(s.place(), word));
  }

  private static void persistence(Scope scope, Statement s) {
    var seconds = s.size() == 1 ? new Text(s.place(), "360") : scope.number(s, 1, 31 * 86_400);
    if (seconds != null) {
      scope.out().put("persistence", seconds.place(), seconds.text() + "s");
    }
  }

  /** A netmask for IPv4, a length for IPv6; the mask 0.0.0.0 is not carried. */
  private static void granularity(Scope scope, Statement s) {
    var mask = IpAddress.parse(s.word(1)).orElse(null);
    if (mask != null && s.word(1).indexOf(':') < 0) {
      int bits = Integer.bitCount((int) mask.low());
      if (bits > 0 && (int) mask.low() == -1 << (32 - bits)) {
        scope.out().put("persistence-prefix", s.place(1), Integer.toString(bits));
      } else {
        scope.notCarried(s, "the clients of one network are kept together, not those of a pattern");
      }
      return;
    }
    scope.out().put("persistence-prefix", scope.number(s, 1, 1, 128));
  }

  static void alpha(Scope scope, Statement s) {
    var on = scope.bool(s);
    if (on != null) {
      scope.out().put("start", s.place(), on ? "down" : "up");
    }
  }

  /** {@code NAT | DR | TUN [type ipip | type gue port N | type gre] [nocsum | csum | remcsum]}. */
  private static void forwarding(Scope scope, Statement s) {
    var method =
        switch (s.word(1)) {
          case "NAT" -> "nat";
          case "DR" -> "dr";
          case "TUN" -> "tunnel";
          default -> "";
        };
    if (method.isEmpty()) {
      scope.repaired(s.place(1), "unknown method " + s.word(1) + "; ignored");
      return;
    }
    var name = new Text(s.place(1), method);
    var forwarding = new Mapping(s.place(1));
    forwarding.put("method", name);
    for (int i = 2; i < s.size(); i++) {
      switch (s.word(i)) {
        case "type" -> tunnelType(scope, s, ++i, forwarding);
        case "port" -> forwarding.put("port", scope.number(s, ++i, 1, 65_535));
        case "csum" -> forwarding.put("checksum", s.place(i), "full");
        case "remcsum" -> forwarding.put("checksum", s.place(i), "remote");
        case "nocsum" -> forwarding.put("checksum", s.place(i), "none");
        default -> scope.repaired(s.place(i), s.word(i) + " is unknown in " + s.keyword());
      }
    }
    scope
        .out()
        .put(ServiceKeywords.FORWARDING, forwarding.members().size() == 1 ? name : forwarding);
  }

  private static void tunnelType(Scope scope, Statement s, int index, Mapping forwarding) {
    if (List.of("ipip", "gue", "gre").contains(s.word(index))) {
      forwarding.put("type", s.place(index), s.word(index));
    } else {
      scope.repaired(s.place(index), "unknown tunnel type " + s.word(index) + "; ipip is used");
    }
  }

  static String method(@Nullable Tree forwarding) {
    return switch (forwarding) {
      case null -> "nat";
      case Text text -> text.text();
      case Mapping mapping -> mapping.text("method", "nat");
      case Items _ -> "nat";
    };
  }

  /** keepalived's own defaults where they are not ours, and its repairs. */
  private static void finish(Scope scope, Statement block) {
    var out = scope.out();
    var place = block.place();
    boolean marksAlone = !out.has("address") && !out.has("addresses");
    if (marksAlone) {
      out.remove("protocol");
    } else if (!out.has("protocol")) {
      missing(scope, place, "protocol", "udp");
    }
    if (!out.has("scheduler")) {
      missing(scope, place, "scheduler", "wlc");
    }
    if (!out.has("forwarding")) {
      missing(scope, place, "forwarding", "nat");
    }
    out.putIfAbsent("check-timing.interval", place, "60s");
    out.putIfAbsent("check-timing.timeout", place, "5s");
    if (isWithoutPort(out) && !out.has("persistence")) {
      scope.remarked(place, block + " has no port, which needs persistence; 360 s are set");
      out.put("persistence", place, "360s");
    }
    if (scope.said("persistence_granularity") != null && !out.has("persistence")) {
      out.put("persistence", place, "360s");
    }
    if (out.has("persistence-engine") && !out.has("persistence")) {
      scope.remarked(
          place, "persistence-engine has no effect without persistence_timeout; ignored");
      out.remove("persistence-engine");
    }
    flags(scope, marksAlone);
  }

  private static void missing(Scope scope, FilePosition place, String key, String standard) {
    scope.remarked(place, "no " + key + " is set; " + standard + " is used");
    scope.out().put(key, place, standard);
  }

  private static boolean isWithoutPort(Mapping out) {
    if (out.get("address") instanceof Text address && !hasPort(address.text())) {
      return true;
    }
    return out.items("addresses").stream()
        .anyMatch(item -> item instanceof Text text && !hasPort(text.text()));
  }

  static boolean hasPort(String endpoint) {
    return endpoint.contains("]:")
        || (endpoint.indexOf(':') >= 0 && endpoint.indexOf(':') == endpoint.lastIndexOf(':'));
  }

  private static void flags(Scope scope, boolean marksAlone) {
    var out = scope.out();
    var flags = out.items(FLAGS);
    out.remove(FLAGS);
    for (var flag : flags) {
      var name = ((Text) flag).text();
      boolean fits =
          switch (name) {
            case "one-packet" -> marksAlone || "udp".equals(out.text("protocol"));
            case "sh-port", "sh-fallback" -> "sh".equals(out.text("scheduler"));
            case "mh-port", "mh-fallback" -> "mh".equals(out.text("scheduler"));
            default -> true;
          };
      if (fits) {
        out.add(FLAGS, flag);
      } else {
        scope.remarked(
            flag.place(), name + " does not go with the scheduler or the protocol; ignored");
      }
    }
  }

  private void servers(Scope service, Statement block) {
    var said = new HashMap<String, Mapping>();
    var held = new HashMap<String, Mapping>();
    for (var statement : block.block()) {
      if (!statement.keyword().equals("real_server")) {
        continue;
      }
      var endpoint = endpoint(service, statement, 1);
      if (endpoint == null) {
        continue;
      }
      var scope = service.with(new Mapping(statement.place()));
      if (said.putIfAbsent(endpoint.text(), scope.out()) != null) {
        service.remarked(statement.place(), statement + " is there already; ignored");
        continue;
      }
      scope.out().put("address", endpoint);
      server.read(statement.block(), scope);
      if (isOfAnotherFamily(service.out(), scope.out())) {
        service.remarked(
            statement.place(), statement + " is of another family than its service; ignored");
        continue;
      }
      var port = leaveOutPort(service.out(), scope, statement);
      checkers.read(service.out(), scope, statement, port);
      var same = held.putIfAbsent(scope.out().text("address", ""), scope.out());
      if (same == null) {
        service.out().add("real-servers", scope.out());
      } else {
        service.remarked(
            statement.place(),
            statement + " is the same server without the port; its checks are added to that one's");
        scope.out().items("check").forEach(check -> same.add("check", check));
      }
    }
  }

  /** Tunnels alone lead from one family into the other. */
  private static boolean isOfAnotherFamily(Mapping service, Mapping server) {
    var own = server.get("forwarding");
    if (method(own == null ? service.get("forwarding") : own).equals("tunnel")) {
      return false;
    }
    var family = ServiceFamilies.family(service);
    return family != null && family != ServiceFamilies.familyOf(server.text("address", ""));
  }

  /**
   * DR and TUN leave a packet's port as it is, so that a server's own has no meaning but to checks.
   *
   * @return the port for them; empty for the virtual server's
   */
  private static String leaveOutPort(Mapping service, Scope server, Statement s) {
    var own = server.out().get("forwarding");
    var forwarding = own == null ? service.get("forwarding") : own;
    if (method(forwarding).equals("nat") || s.size() < 3) {
      return "";
    }
    var address = server.address(s, 1);
    if (address != null) {
      server.out().put("address", address);
    }
    boolean same =
        service.get("address") instanceof Text text && text.text().endsWith(":" + s.word(2));
    if (!same && service.has("address")) {
      server.remarked(s.place(2), s + ": DR and TUN keep the virtual server's port");
    }
    return same || s.word(2).equals("0") ? "" : s.word(2);
  }

  private static void sorryServer(Scope scope) {
    var s = scope.said("sorry_server");
    var endpoint = s == null ? null : endpoint(scope, s, 1);
    if (s == null || endpoint == null) {
      return;
    }
    var sorry = new Mapping(s.place());
    sorry.put("address", endpoint);
    var inner = scope.with(sorry);
    var method = scope.said("sorry_server_lvs_method");
    if (method != null) {
      forwarding(inner, method);
    }
    var inhibit = scope.said("sorry_server_inhibit");
    if (inhibit != null) {
      sorry.put("inhibit", scope.bool(inhibit, false));
    }
    if (isOfAnotherFamily(scope.out(), sorry)) {
      scope.remarked(s.place(), s + " is of another family than its service; ignored");
      return;
    }
    leaveOutPort(scope.out(), inner, s);
    inhibitAlike(scope.out(), sorry);
    scope
        .out()
        .put("sorry-server", sorry.members().size() == 1 ? sorry.members().get("address") : sorry);
  }

  /** A real server that is its own last resort keeps its inhibit_on_failure. */
  private static void inhibitAlike(Mapping service, Mapping sorry) {
    for (var item : service.items("real-servers")) {
      var server = (Mapping) item;
      if (server.text("address", "").equals(sorry.text("address"))) {
        var inhibit =
            server.text("inhibit-on-failure", service.text("inhibit-on-failure", "false"));
        sorry.put("inhibit", sorry.place(), inhibit);
      }
    }
  }

  /** Not more than the weights can reach; hysteresis less than it. */
  private static void quorum(Scope scope) {
    var out = scope.out();
    long standard = number(out, "weight", 1);
    long sum = 0;
    for (var item : out.items("real-servers")) {
      sum += number((Mapping) item, "weight", standard);
    }
    long quorum = number(out, "quorum", 1);
    if (quorum > sum && sum > 0) {
      scope.remarked(
          out.place(), "quorum " + quorum + " is more than all weights; " + sum + " is used");
      quorum = sum;
      out.put("quorum", out.place(), Long.toString(quorum));
    }
    if (number(out, "hysteresis", 0) >= quorum) {
      scope.remarked(
          out.place(), "hysteresis is not less than the quorum; " + (quorum - 1) + " is used");
      out.put("hysteresis", out.place(), Long.toString(quorum - 1));
    }
  }

  private static long number(Mapping mapping, String key, long standard) {
    var text = mapping.text(key);
    var number = text == null ? null : Numbers.parse(text);
    return number == null ? standard : number;
  }
}
