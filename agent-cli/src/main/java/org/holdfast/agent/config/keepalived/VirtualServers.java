package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.holdfast.agent.config.document.Tree.Text;
import org.holdfast.agent.config.table.Key;
import org.holdfast.agent.config.table.NumberType;
import org.holdfast.agent.config.words.CheckKeywords;
import org.holdfast.agent.config.words.ServerKeywords;
import org.holdfast.agent.config.words.ServiceKeywords;
import org.holdfast.agent.config.words.TimingKeywords;
import org.jspecify.annotations.Nullable;

/**
 * Translates {@code virtual_server}, its groups and its real servers, with keepalived's repairs.
 */
final class VirtualServers {

  /** The keys of a virtual server that are defaults of its servers. */
  private static final List<Key<?>> OF_SERVERS =
      List.of(
          ServiceKeywords.FORWARDING,
          ServerKeywords.WEIGHT,
          ServerKeywords.INHIBIT_ON_FAILURE,
          ServerKeywords.VIRTUAL_HOST,
          CheckKeywords.START);

  /** The keyword of global_defs that each check may override. */
  static final String LOG_ALL_WORD = "checker_log_all_failures";

  private final BlockTranslation global;
  private final Checkers checkers;
  private final Vocabulary service;
  private final Vocabulary server;
  private final Map<String, List<Statement>> groups = new HashMap<>();

  /** The services by name (their address, firewall mark or group), protocol and address family. */
  private final Map<String, Mapping> services = new HashMap<>();

  VirtualServers(BlockTranslation global, Tracked tracked) {
    this.global = global;
    this.checkers = new Checkers(global, tracked);
    this.service = ServiceWords.service();
    this.server = ServiceWords.server(checkers);
  }

  List<Vocabulary> vocabularies() {
    var all = new ArrayList<Vocabulary>(List.of(service, server));
    all.addAll(checkers.vocabularies());
    return all;
  }

  /** Reads the groups and the client's certificate, to which virtual servers refer. */
  void define(List<Statement> groupBlocks, List<Statement> tls) {
    for (var block : groupBlocks) {
      if (groups.putIfAbsent(block.word(1), block.block()) != null) {
        global.repaired(
            block.place(), "virtual_server_group " + block.word(1) + " is there already");
      }
    }
    tls.forEach(checkers::clientCertificate);
  }

  void read(Statement block) {
    var translation = global.with(new Mapping(block.place()));
    var out = translation.out();
    var name = address(translation, block);
    if (name == null) {
      return;
    }
    service.read(block.block(), translation);
    if (GlobalDefs.isOn(global, LOG_ALL_WORD)) {
      out.putIfAbsent(ServiceWords.TIMING.then(TimingKeywords.LOG_FAILURES), out.place(), "true");
    }
    ServiceRepairs.finish(translation, block);
    familyOfMark(out, block);
    servers(translation, block);
    if (out.items(ServerKeywords.REAL_SERVERS).isEmpty()) {
      global.repaired(block.place(), block + " has no real servers; ignored");
      return;
    }
    sorryServer(translation);
    ServiceRepairs.quorum(translation);
    for (var one : ServiceFamilies.of(global, out, block)) {
      add(name, one, block);
    }
  }

  /**
   * Sets the family of a service with a firewall mark to that of its first server, because a mark
   * has no family.
   */
  private static void familyOfMark(Mapping out, Statement block) {
    if (!out.has(ServiceKeywords.FIREWALL_MARKS)
        || out.has(ServiceKeywords.FAMILY)
        || out.has(ServiceKeywords.ADDRESSES)) {
      return;
    }
    for (var statement : block.block()) {
      if (statement.keyword().equals("real_server")) {
        if (statement.word(1).indexOf(':') >= 0) {
          out.put(ServiceKeywords.FAMILY, statement.place(1), "ipv6");
        }
        return;
      }
    }
  }

  private void add(String name, Mapping service, Statement block) {
    var key =
        name
            + " "
            + service.text(ServiceKeywords.PROTOCOL)
            + " "
            + service.text(ServiceKeywords.FAMILY, "ipv4");
    var before = services.putIfAbsent(key, service);
    if (before != null) {
      global.remarked(
          block.place(), block + " is there already; its servers are added to that one");
      addServers(before, service);
      return;
    }
    var all = global.out().section(ServerKeywords.VIRTUAL_SERVERS, block.place()).members();
    var unique =
        service.has(ServiceKeywords.PROTOCOL)
            ? name + "/" + service.text(ServiceKeywords.PROTOCOL)
            : name;
    all.put(unique(all, service.has(ServiceKeywords.FAMILY) ? unique + "-ipv6" : unique), service);
    if (service.has(ServiceKeywords.ADDRESSES) && !service.has(ServiceKeywords.FIREWALL_MARKS)) {
      service.remove(ServiceKeywords.FAMILY);
    }
  }

  /**
   * Adds the servers that only the second of two equal virtual servers has to the first, and copies
   * the second's defaults for its servers to them.
   */
  private static void addServers(Mapping first, Mapping second) {
    for (var item : second.items(ServerKeywords.REAL_SERVERS)) {
      var server = (Mapping) item;
      var place = Endpoints.endpointOf(first, server);
      if (first.items(ServerKeywords.REAL_SERVERS).stream()
          .anyMatch(other -> place.equals(Endpoints.endpointOf(first, (Mapping) other)))) {
        continue;
      }
      for (var key : OF_SERVERS) {
        if (!server.has(key)) {
          server.put(key, second.get(key));
        }
      }
      if (second.get(TimingKeywords.CHECK_TIMING) instanceof Mapping timing) {
        var own = server.section(TimingKeywords.CHECK_TIMING, server.place());
        timing.members().forEach((key, value) -> own.members().putIfAbsent(key, value));
      }
      first.add(ServerKeywords.REAL_SERVERS, server);
    }
  }

  private static String unique(Map<String, Tree> all, String name) {
    var shortened = name.length() > 60 ? name.substring(0, 60) : name;
    var unique = shortened;
    for (int i = 2; all.containsKey(unique); i++) {
      unique = shortened + "-" + i;
    }
    return unique;
  }

  /**
   * Reads the address, the firewall mark or the group to which clients connect, and returns its
   * name, or null if a note was added.
   */
  private @Nullable String address(BlockTranslation translation, Statement s) {
    var out = translation.out();
    return switch (s.word(1)) {
      case "group" -> group(translation, s) ? s.word(2) : null;
      case "fwmark" -> {
        out.put(ServiceKeywords.FIREWALL_MARKS, mark(translation, s, 2));
        yield out.has(ServiceKeywords.FIREWALL_MARKS) ? "fwmark-" + s.word(2) : null;
      }
      default -> {
        var endpoint = Endpoints.endpoint(translation, s, 1);
        if (endpoint != null) {
          out.put(ServiceKeywords.ADDRESS, endpoint);
        }
        yield endpoint == null ? null : endpoint.text();
      }
    };
  }

  private boolean group(BlockTranslation translation, Statement s) {
    var lines = groups.get(s.word(2));
    if (lines == null) {
      translation.repaired(s.place(2), "virtual_server_group " + s.word(2) + " not found; ignored");
      return false;
    }
    for (var line : lines) {
      if (line.keyword().equals("fwmark")) {
        var mark = mark(translation, line, 1);
        if (mark != null) {
          translation.out().add(ServiceKeywords.FIREWALL_MARKS, mark);
        }
        if (line.word(2).equals("inet6")) {
          translation.out().put(ServiceKeywords.FAMILY, line.place(2), "ipv6");
        }
      } else {
        var range = Endpoints.range(translation, line);
        if (range != null) {
          translation.out().add(ServiceKeywords.ADDRESSES, range);
        }
      }
    }
    return translation.out().has(ServiceKeywords.ADDRESSES)
        || translation.out().has(ServiceKeywords.FIREWALL_MARKS);
  }

  private static @Nullable Text mark(BlockTranslation translation, Statement s, int index) {
    var type = NumberType.mark();
    return translation.number(s, index, type.least(), type.most());
  }

  private void servers(BlockTranslation service, Statement block) {
    var said = new HashMap<String, Mapping>();
    var held = new HashMap<String, Mapping>();
    for (var statement : block.block()) {
      if (!statement.keyword().equals("real_server")) {
        continue;
      }
      var endpoint = Endpoints.endpoint(service, statement, 1);
      if (endpoint == null) {
        continue;
      }
      var translation = service.with(new Mapping(statement.place()));
      if (said.putIfAbsent(endpoint.text(), translation.out()) != null) {
        service.remarked(statement.place(), statement + " is there already; ignored");
        continue;
      }
      translation.out().put(ServerKeywords.ADDRESS, endpoint);
      server.read(statement.block(), translation);
      if (ServiceRepairs.isOfAnotherFamily(service.out(), translation.out())) {
        service.remarked(
            statement.place(), statement + " is of another family than its service; ignored");
        continue;
      }
      var port = ServiceRepairs.leaveOutPort(service.out(), translation, statement);
      checkers.read(service.out(), translation, statement, port);
      var same =
          held.putIfAbsent(translation.out().text(ServerKeywords.ADDRESS, ""), translation.out());
      if (same == null) {
        service.out().add(ServerKeywords.REAL_SERVERS, translation.out());
      } else {
        service.remarked(
            statement.place(),
            statement + " is the same server without the port; its checks are added to that one's");
        translation
            .out()
            .items(CheckKeywords.CHECK)
            .forEach(check -> same.add(CheckKeywords.CHECK, check));
      }
    }
  }

  private static void sorryServer(BlockTranslation translation) {
    var s = translation.said("sorry_server");
    var endpoint = s == null ? null : Endpoints.endpoint(translation, s, 1);
    if (s == null || endpoint == null) {
      return;
    }
    var sorry = new Mapping(s.place());
    sorry.put(ServerKeywords.ADDRESS, endpoint);
    var inner = translation.with(sorry);
    var method = translation.said("sorry_server_lvs_method");
    if (method != null) {
      ServiceWords.forwarding(inner, method);
    }
    var inhibit = translation.said("sorry_server_inhibit");
    if (inhibit != null) {
      sorry.put(ServerKeywords.SORRY_INHIBIT, translation.bool(inhibit, false));
    }
    if (ServiceRepairs.isOfAnotherFamily(translation.out(), sorry)) {
      translation.remarked(s.place(), s + " is of another family than its service; ignored");
      return;
    }
    ServiceRepairs.leaveOutPort(translation.out(), inner, s);
    ServiceRepairs.inhibitAlike(translation.out(), sorry);
    translation
        .out()
        .put(
            ServerKeywords.SORRY_SERVER,
            sorry.members().size() == 1 ? sorry.get(ServerKeywords.ADDRESS) : sorry);
  }
}
