package org.holdfast.agent.config.load;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A random valid file; the same seed gives the same file. */
final class RandomFile {

  private static final List<String> INSTANCE_KEYS =
      List.of(
          "priority: 200",
          "advertisement-interval: 2s",
          "preempt: false",
          "down-timer-adverts: 4",
          "handover: false",
          "handover: {linger: 10ms}",
          "address-probe: 0",
          "gratuitous-arp: {repeat: 2}",
          "gratuitous-arp: {repeat: 2, lower-priority-repeat: 5}",
          "source-address: 192.0.2.200",
          "unicast: {peers: [192.0.2.201, {address: 192.0.2.202, min-ttl: 255}]}",
          "unicast: {peers: [192.0.2.203], source: 192.0.2.200, ttl: 64}",
          "multicast-group: 224.0.0.19",
          "multicast-group: 224.0.0.18",
          "authentication: {type: ah, password: abc}",
          "authentication: {type: hmac, keys: [{id: 3, secret: 0123456789abcdef0123456789abcdef}]}",
          "notify: {any: /bin/any, mail: true}",
          "notify: {mail: false, priority-changes: true}",
          "hooks: {before-master: /bin/before}",
          "hooks: {after-release: [/bin/after, 'a b', \"\\u00e9\\n\"]}",
          "track: {interfaces: [eth7, {interface: eth8, weight: 3}], scripts: [s]}",
          "track: {files: [{file: f, weight: -2}, g], tcp: {address: 10.0.0.1, port: 80}}",
          "track: {http: {address: 10.0.0.1, port: 80}, tcp: [{address: 10.0.0.1, port: 80,"
              + " interval: 1s}, {address: 10.0.0.2, port: 80, weight: 2}]}",
          "track: {scripts: [{script: s, weight: 0}], processes: [p, q], virtual-servers: [V0]}");

  private static final List<String> GROUP_KEYS =
      List.of(
          "tracking-weight: true",
          "notify: {mail: true, fault: /bin/fault}",
          "track: {interfaces: [eth7], scripts: [s], tcp: {address: 10.0.0.1, port: 80}}",
          "track: {files: [f], processes: [q], http: {address: 10.0.0.9, port: 80, weight: 4}}");

  private static final List<String> DEFAULTS =
      List.of(
          "advertisement-interval: 3s",
          "multicast-group-ipv4: 224.0.0.77",
          "check-source: true",
          "handover: {margin: 1s}",
          "gratuitous-arp: {delay: 1s}");

  private static final List<String> SERVICE_KEYS =
      List.of(
          "forwarding: dr",
          "forwarding: {method: tunnel, type: gre, checksum: full}",
          "weight: 5",
          "inhibit-on-failure: true",
          "slow-start: 10s",
          "damping: 5s",
          "start: down",
          "virtual-host: www.example.org",
          "scheduler: mh",
          "persistence: 1m",
          "notify: {quorum-up: /bin/up, mail: true}",
          "sorry-server: 192.0.2.99",
          "sorry-server: {address: 192.0.2.99, inhibit: true, forwarding: nat}",
          "check: {tcp: {}, interval: 1s}",
          "check: [{http: /ok}, {https: {host: h.example.org}, interval: 3s, start: up}]",
          "check-timing: {interval: 4s, rise: 2}");

  private static final List<String> SERVER_KEYS =
      List.of(
          "weight: 5",
          "weight: 9",
          "inhibit-on-failure: true",
          "tier: 1",
          "slow-start: 10s",
          "damping: {first: 5s, most: 6s}",
          "start: down",
          "virtual-host: v.example.org",
          "notify: {down: /bin/down, mail: false}",
          "check: {tcp: {}, interval: 1s}",
          "check: {tcp: {port: 8080}, retries: 3}",
          "check: [{ping: {}, start: down}, {script: {command: /bin/x, dynamic: true}}]",
          "check: [{file: {name: f, weight: 2}}, {https: {requests: [/a, {path: /b, match: x}]}}]",
          "check: {https: {tls: {server-name: t.example.org}}, warmup: 0}",
          "check-timing: {timeout: 1s}");

  private static final List<String> NOTIFICATIONS =
      List.of(
          "fifo: /run/fifo",
          "priority-changes: true",
          "mail: {server: m, to: a@b, on: [groups, servers]}",
          "mail: {server: m, to: [a@b, c@d], on: []}",
          "mail: {server: m, to: a@b, security: tls}",
          "webhooks: [http://h/a, {url: \"http://h/b\", headers: {B: c, A: d}}]");

  private final RandomGenerator random;
  private final StringBuilder yaml = new StringBuilder();

  RandomFile(long seed) {
    random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
  }

  String yaml() {
    yaml.append("vrrp:\n  scripts: {s: {command: /bin/s, weight: 7}}\n");
    yaml.append("  track-files: {f: {path: /run/f, weight: 3}, g: {path: /run/g}}\n");
    yaml.append("  track-processes: {p: {command: p, weight: -4}, q: {command: q r}}\n");
    yaml.append("  defaults: {").append(some(DEFAULTS)).append("}\n  instances:\n");
    for (int i = 0; i < 4; i++) {
      member(
          "I" + i,
          "interface: eth0, virtual-router-id: "
              + (i + 1)
              + ", addresses: [192.0.2."
              + (i + 1)
              + "]",
          INSTANCE_KEYS);
    }
    yaml.append("  sync-groups:\n");
    member("G", "instances: [I1, I2]", GROUP_KEYS);
    yaml.append("virtual-servers:\n");
    for (int i = 0; i < 2; i++) {
      member(
          "V" + i, "address: \"203.0.113." + i + ":80\", real-servers: " + servers(), SERVICE_KEYS);
    }
    yaml.append("notifications: {").append(some(NOTIFICATIONS)).append("}\n");
    return yaml.toString();
  }

  private void member(String name, String keys, List<String> more) {
    var some = some(more);
    yaml.append("    ").append(name).append(": {").append(keys);
    yaml.append(some.isEmpty() ? "" : ", ").append(some).append("}\n");
  }

  private String servers() {
    var servers = new ArrayList<String>();
    var shared = random.nextBoolean() ? some(SERVER_KEYS) : null;
    for (int i = 0; i <= random.nextInt(3); i++) {
      var keys = shared == null ? some(SERVER_KEYS) : shared;
      servers.add("{address: 10.1.0." + (i + 1) + (keys.isEmpty() ? "" : ", ") + keys + "}");
    }
    return "[" + String.join(", ", servers) + "]";
  }

  /** Returns any number of items, at most one for each name. */
  private String some(List<String> keys) {
    var some = new ArrayList<String>();
    for (var key : keys) {
      var name = key.substring(0, key.indexOf(':') + 1);
      boolean isSaid =
          some.stream().anyMatch(said -> said.startsWith(name))
              || (name.equals("multicast-group:")
                  && some.stream().anyMatch(said -> said.startsWith("unicast:")))
              || (name.startsWith("unicast:")
                  && key.contains("source")
                  && some.stream().anyMatch(said -> said.startsWith("source-address:")));
      if (!isSaid && random.nextInt(4) == 0) {
        some.add(key);
      }
    }
    return String.join(", ", some);
  }
}
