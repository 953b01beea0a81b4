package org.holdfast.agent.config.keepalived;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.holdfast.agent.config.document.Tree;
import org.holdfast.agent.config.document.Tree.Mapping;
import org.jspecify.annotations.Nullable;

/** {@code virtual_server}, its groups and its real servers, with keepalived's repairs. */
final class VirtualServers {

  private final BlockTranslation global;
  private final Checkers checkers;
  private final Vocabulary service;
  private final Vocabulary server;
  private final Map<String, List<Statement>> groups = new HashMap<>();

  /** By what clients connect to, with protocol and family. */
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
    var translation = global.with(new Mapping(block.place()));
    var out = translation.out();
    var name = address(translation, block);
    if (name == null) {
      return;
    }
    service.read(block.block(), translation);
    ServiceRepairs.finish(translation, block);
    familyOfMark(out, block);
    servers(translation, block);
    if (out.items("real-servers").isEmpty()) {
      global.repaired(block.place(), block + " has no real servers; ignored");
      return;
    }
    sorryServer(translation);
    ServiceRepairs.quorum(translation);
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
      var place = Endpoints.endpointOf(first, server);
      if (first.items("real-servers").stream()
          .anyMatch(other -> place.equals(Endpoints.endpointOf(first, (Mapping) other)))) {
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

  private static String unique(Map<String, Tree> all, String name) {
    var shortened = name.length() > 60 ? name.substring(0, 60) : name;
    var unique = shortened;
    for (int i = 2; all.containsKey(unique); i++) {
      unique = shortened + "-" + i;
    }
    return unique;
  }

  /** Reads what clients connect to, and returns the name for it; null after a note. */
  private @Nullable String address(BlockTranslation translation, Statement s) {
    var out = translation.out();
    return switch (s.word(1)) {
      case "group" -> group(translation, s) ? s.word(2) : null;
      case "fwmark" -> {
        out.put("firewall-mark", translation.number(s, 2, 1, 0xffff_ffffL));
        yield out.has("firewall-mark") ? "fwmark-" + s.word(2) : null;
      }
      default -> {
        var endpoint = Endpoints.endpoint(translation, s, 1);
        if (endpoint != null) {
          out.put("address", endpoint);
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
        var mark = translation.number(line, 1, 1, 0xffff_ffffL);
        if (mark != null) {
          translation.out().add("firewall-mark", mark);
        }
        if (line.word(2).equals("inet6")) {
          translation.out().put("family", line.place(2), "ipv6");
        }
      } else {
        var range = Endpoints.range(translation, line);
        if (range != null) {
          translation.out().add("addresses", range);
        }
      }
    }
    return translation.out().has("addresses") || translation.out().has("firewall-mark");
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
      translation.out().put("address", endpoint);
      server.read(statement.block(), translation);
      if (ServiceRepairs.isOfAnotherFamily(service.out(), translation.out())) {
        service.remarked(
            statement.place(), statement + " is of another family than its service; ignored");
        continue;
      }
      var port = ServiceRepairs.leaveOutPort(service.out(), translation, statement);
      checkers.read(service.out(), translation, statement, port);
      var same = held.putIfAbsent(translation.out().text("address", ""), translation.out());
      if (same == null) {
        service.out().add("real-servers", translation.out());
      } else {
        service.remarked(
            statement.place(),
            statement + " is the same server without the port; its checks are added to that one's");
        translation.out().items("check").forEach(check -> same.add("check", check));
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
    sorry.put("address", endpoint);
    var inner = translation.with(sorry);
    var method = translation.said("sorry_server_lvs_method");
    if (method != null) {
      ServiceWords.forwarding(inner, method);
    }
    var inhibit = translation.said("sorry_server_inhibit");
    if (inhibit != null) {
      sorry.put("inhibit", translation.bool(inhibit, false));
    }
    if (ServiceRepairs.isOfAnotherFamily(translation.out(), sorry)) {
      translation.remarked(s.place(), s + " is of another family than its service; ignored");
      return;
    }
    ServiceRepairs.leaveOutPort(translation.out(), inner, s);
    ServiceRepairs.inhibitAlike(translation.out(), sorry);
    translation
        .out()
        .put("sorry-server", sorry.members().size() == 1 ? sorry.members().get("address") : sorry);
  }
}
