package org.holdfast.it.nemesis;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The configuration of one director, with everything that the faults need. An IPv4 and an IPv6
 * instance whose masters differ while nothing is wrong; a track script, a track file and checks; a
 * virtual server whose servers fail.
 *
 * @param files the directory of the files that the configuration tracks
 * @param priority the priority of the IPv4 instance
 * @param variant any number: another one changes what a reload changes in place
 */
record Setting(Side side, Duration interval, Path files, int priority, int variant) {
  static final String V4 = "VI_4";
  static final String V6 = "VI_6";
  static final String SERVER = "10.9.0.66";
  static final int VRID = 51;

  /** How many addresses an IPv4 instance has beside the first one, at most. */
  static final int MOST_EXTRAS = 4;

  /** The weight of the script: enough to make either director the worse one. */
  private static final int SCRIPT_WEIGHT = 60;

  static Setting usual(Side side, Duration interval, Path files) {
    return new Setting(side, interval, files, side == Side.A ? 150 : 100, 0);
  }

  Setting withPriority(int value) {
    return new Setting(side, interval, files, value, variant);
  }

  Setting withVariant(int value) {
    return new Setting(side, interval, files, priority, value);
  }

  /** Returns the IPv4 addresses that the master must have, without prefix lengths. */
  List<String> addresses() {
    return IntStream.rangeClosed(0, variant % (MOST_EXTRAS + 1))
        .mapToObj(at -> "10.9.0." + (100 + at))
        .toList();
  }

  /** The file whose existence makes the track script fail. */
  Path failing() {
    return files.resolve("failing");
  }

  /** The file that is tracked with its number. */
  Path load() {
    return files.resolve("load");
  }

  /**
   * Returns the address of an instance that only this director has, in some variants: a reload adds
   * and removes it. Empty if there is none.
   */
  List<String> ownAddresses() {
    return variant % 3 == 1 ? List.of(side == Side.A ? "10.9.0.150" : "10.9.0.151") : List.of();
  }

  String yaml() {
    return general() + (ownAddresses().isEmpty() ? "" : ownInstance()) + services();
  }

  private String ownInstance() {
    return """
        VI_OWN:
          interface: eth0
          virtual-router-id: %d
          addresses: [%s/24]
          advertisement-interval: 1s
    """
        .formatted(side == Side.A ? 60 : 61, ownAddresses().getFirst());
  }

  private String general() {
    return """
    router-id: nemesis-%1$s
    metrics: { listen: "127.0.0.1:9650" }
    vrrp:
      scripts:
        ready: { command: [/usr/bin/test, "!", -e, %2$s], interval: 300ms, timeout: 20s }
      track-files:
        load: { path: %3$s, weight: 1, init-value: 0 }
      instances:
        VI_4:
          interface: eth0
          virtual-router-id: %4$d
          version: 3
          priority: %5$d
          advertisement-interval: %6$dms
          addresses: [%7$s]
          routes: [{ destination: 10.88.%8$d.0/24, gateway: 10.9.0.3 }]
          rules: [{ priority: %9$d, from: 10.9.0.100, table: 77 }]
          notify: { any: [/bin/true] }
          hooks: { before-master: [/bin/true], after-release: [/bin/true] }
          track:
            scripts: [{ script: ready, weight: -%10$d }]
            files: [{ file: load, weight: -1 }]
            tcp: { address: %11$s, port: 9000, interval: 500ms, timeout: 300ms, retries: 0, weight: -2 }
            http: { address: %11$s, port: 8001, interval: 500ms, timeout: 400ms, retries: 0, weight: -3, match: "o+k" }
        VI_6:
          interface: eth0
          virtual-router-id: 56
          version: 3
          priority: %12$d
          advertisement-interval: %6$dms
          addresses: ["fe80::100/64", "2001:db8:9::100/64"]
    """
        .formatted(
            side,
            failing(),
            load(),
            VRID,
            priority,
            interval.toMillis(),
            String.join(", ", addresses().stream().map(address -> address + "/24").toList()),
            variant % 3,
            1000 + variant % 4,
            SCRIPT_WEIGHT,
            SERVER,
            side == Side.A ? 100 : 150);
  }

  private String services() {
    return """
    virtual-servers:
      web:
        address: 10.77.1.1:80
        forwarding: nat
        check: { http: { address: %s, port: 8001, path: /%d }, interval: 700ms, timeout: 600ms }
        quorum: 2
        real-servers: [10.77.2.1:80, 10.77.2.2:80, 10.77.2.3:80]
    """
        .formatted(SERVER, variant % 5);
  }
}
