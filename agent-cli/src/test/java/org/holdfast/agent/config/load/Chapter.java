package org.holdfast.agent.config.load;

import java.util.List;
import java.util.stream.Stream;

/**
 * A chapter of the reference page.
 *
 * @param about one or two sentences below the title
 * @param roots the names of the sections with which it begins; it goes on with the sections below
 *     them, as far as these are not roots themselves
 * @param example a whole configuration in which each section of the chapter occurs
 */
record Chapter(String title, String about, List<String> roots, String example) {

  /** The chapters of the reference page, in its order. */
  static final List<Chapter> REFERENCE =
      List.of(
          new Chapter(
              "The file",
              "The parts of a file, and the ways to ask the agent. A part that is left out is off"
                  + " or has its defaults.",
              List.of("configuration"),
              """
              router-id: lvs1
              pid-file: /run/holdfast/holdfast.pid
              control: {group: operators, change-group: admins}
              metrics: {listen: 127.0.0.1:9650, page: true}
              log: {format: json}
              snmp: {traps: true}
              dbus: {service-name: org.keepalived.Vrrp1}
              keepalived-dumps: {json-version: 2}
              vrrp:
                instances:
                  VI_1: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24]}
              """),
          new Chapter(
              "Instances",
              "The virtual routers: their adverts, the rules of their election, the addresses of"
                  + " the master, and how it announces them. `vrrp.defaults` has settings for all"
                  + " of them.",
              List.of(
                  "instance",
                  "defaults",
                  "virtual address",
                  "static address",
                  "vmac",
                  "ipvlan",
                  "handover",
                  "unicast",
                  "authentication",
                  "gratuitous arp",
                  "announcement group"),
              """
              vrrp:
                defaults: {version: 3, gratuitous-arp: {repeat: 3, refresh: 1m}}
                announcement-groups: [{interfaces: [eth0, eth1], interval: 1ms}]
                static: {addresses: [{address: 10.9.3.1/24, interface: eth1}]}
                instances:
                  VI_1:
                    interface: eth0
                    virtual-router-id: 51
                    priority: 150
                    addresses: [203.0.113.10/24, {address: 198.51.100.10/24, interface: eth1}]
                    preempt-delay: 30s
                    handover: {linger: 100ms}
                    unicast: {peers: [203.0.113.2, {address: 203.0.113.3, min-ttl: 255}]}
                    authentication: {type: hmac, keys: [{id: 1, secret: "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"}]}
                  VI_2: {interface: eth1, virtual-router-id: 52, addresses: [198.51.100.20/24], vmac: true}
                  VI_3: {interface: eth2, virtual-router-id: 53, addresses: [192.0.2.10/24], ipvlan: bridge}
              """),
          new Chapter(
              "Election",
              "What concerns several instances, or the links of this host.",
              List.of("vrrp part"),
              """
              vrrp:
                startup-delay: 5s
                interfaces: {eth0: {up-delay: 2s}}
                firewall: {priority: -10}
                sync-groups: {both-sides: {instances: [outside, inside]}}
                instances:
                  outside: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24], accept: false}
                  inside: {interface: eth1, virtual-router-id: 52, addresses: [10.9.1.254/24]}
              """),
          new Chapter(
              "Tracks",
              "What an instance or a sync group watches. A failure lowers the priority by a weight"
                  + " or, with weight 0, puts the instance in FAULT. Tracked checks are on the"
                  + " page [The keys of checks](check-keys.md).",
              List.of("track", "group track", "script", "track file", "track process"),
              """
              vrrp:
                scripts: {proxy: {command: [/usr/bin/systemctl, is-active, haproxy], interval: 2s, fall: 2}}
                track-files: {standby: {path: /etc/holdfast/standby, weight: 1}}
                track-processes: {nginx: {command: nginx, terminate-delay: 500ms}}
                sync-groups: {both: {instances: [VI_2, VI_3], track: {interfaces: [{interface: eth2, weight: -20}]}}}
                instances:
                  VI_1:
                    interface: eth0
                    virtual-router-id: 51
                    addresses: [203.0.113.10/24]
                    track:
                      interfaces: [{interface: eth1, weight: -20}]
                      scripts: [{script: proxy, weight: -60}]
                      files: [standby]
                      processes: [nginx]
                      bfd: [peer]
                      virtual-servers: [{virtual-server: web, weight: -30}]
                  VI_2: {interface: eth1, virtual-router-id: 52, addresses: [10.9.1.254/24]}
                  VI_3: {interface: eth3, virtual-router-id: 53, addresses: [10.9.2.254/24]}
              bfd: {sessions: {peer: {neighbour: 203.0.113.2}}}
              virtual-servers:
                web: {address: 203.0.113.10:80, real-servers: [10.9.1.11:80], check: {tcp: {}}}
              """),
          new Chapter(
              "Virtual servers",
              "The services whose connections the kernel's IPVS spreads over servers, and the"
                  + " kernel's table as a whole. [lvs.md](lvs.md) is a lesson;"
                  + " [health-checks.md](health-checks.md) explains quorum, tiers and slow start.",
              List.of("virtual server", "ipvs"),
              """
              ipvs: {timeouts: {tcp: 10m}, sync-daemon: {interface: eth1, instance: VI_1}, address-marks: {first-mark: 2000}}
              vrrp:
                instances:
                  VI_1: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24]}
              virtual-servers:
                web:
                  address: 203.0.113.10:80
                  instance: VI_1
                  scheduler: wlc
                  forwarding: nat
                  quorum: 2
                  check: {http: {path: /healthz}}
                  real-servers:
                    - 10.9.1.11:80
                    - {address: 10.9.1.12:80, weight: 2, slow-start: 30s, damping: {first: 10s}}
                    - {address: 10.9.2.13:80, forwarding: {method: tunnel, type: gue, port: 6080}}
                  sorry-server: 10.9.1.99:80
              """),
          new Chapter(
              "BFD",
              "Sessions with neighbours, by RFC 5880. Each is tracked by instances, checks a"
                  + " server, or starts a fast failover.",
              List.of("bfd part"),
              """
              bfd:
                sessions:
                  peer: {neighbour: 203.0.113.2, min-tx: 50ms, min-rx: 50ms, multiplier: 3}
              vrrp:
                instances:
                  VI_1: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24], fast-failover: [peer]}
              """),
          new Chapter(
              "Notifications",
              "Where changes are reported, and the commands before and after them."
                  + " [notifications.md](notifications.md) lists arguments and formats.",
              List.of(
                  "notify",
                  "group notify",
                  "virtual server notify",
                  "server notify",
                  "hooks",
                  "notifications"),
              """
              notifications:
                fifo: /run/holdfast/events
                mail: {server: relay.example.org, security: starttls, to: [ops@example.org]}
                webhooks: [{url: "https://hooks.example.org/holdfast", token-file: /etc/holdfast/token}]
              vrrp:
                sync-groups: {all: {instances: [VI_1, VI_2], notify: {any: [/etc/holdfast/on-group]}}}
                instances:
                  VI_1:
                    interface: eth0
                    virtual-router-id: 51
                    addresses: [203.0.113.10/24]
                    notify: {any: [/etc/holdfast/on-change]}
                    hooks: {before-master: [/etc/holdfast/mount-data], before-master-limit: 2s}
                  VI_2: {interface: eth1, virtual-router-id: 52, addresses: [10.9.1.254/24]}
              virtual-servers:
                web:
                  address: 203.0.113.10:80
                  notify: {quorum-down: [/etc/holdfast/on-quorum, down]}
                  check: {tcp: {}}
                  real-servers: [{address: 10.9.1.11:80, notify: {down: [/etc/holdfast/on-server]}}]
              """),
          new Chapter(
              "The process",
              "The scheduling of the agent's threads, the programs that run at its start and its"
                  + " end, and what else concerns its process.",
              List.of("process part"),
              """
              process:
                startup: [/etc/holdfast/prepare]
                election: {nice: -10, cpus: [0]}
                checks: {cpus: [1, 2, 3]}
                bfd: {real-time-priority: 10}
                real-time: {limit: 10s}
                reload: {time-file: /etc/holdfast/reload-at}
              vrrp:
                real-time-priority: 50
                lock-memory: true
                instances:
                  VI_1: {interface: eth0, virtual-router-id: 51, addresses: [203.0.113.10/24]}
              """));

  /** The chapter of the page on the keys of checks. */
  static final List<Chapter> CHECKS =
      List.of(
          new Chapter(
              "Checks",
              "A virtual server's or a real server's `check` has exactly one kind and a timing. A"
                  + " check that an instance tracks has both in one mapping, and its address and"
                  + " port are required, because there is no server to take them from. In the"
                  + " table, \"network checks\" are tcp, http, https, smtp, dns, udp, ping and"
                  + " agent; \"tracked checks\" are all of these but agent.",
              List.of(
                  "check",
                  "check timing",
                  "tracked tcp check",
                  "tracked http check",
                  "tracked https check",
                  "tracked smtp check",
                  "tracked dns check",
                  "tracked udp check",
                  "tracked ping check"),
              """
              bfd: {sessions: {dns: {neighbour: 10.9.1.21}}}
              vrrp:
                track-files: {load: {path: /run/load}}
                instances:
                  VI_1:
                    interface: eth0
                    virtual-router-id: 51
                    addresses: [203.0.113.10/24]
                    track:
                      ping: {address: 203.0.113.1, weight: -20}
                      tcp: {address: 203.0.113.1, port: 179, retries: 2, weight: -20}
                      http: {address: 10.9.1.11, port: 80, path: /healthz, weight: -20}
                      https: {address: 10.9.1.11, port: 443, host: www.example.org, weight: -20}
                      smtp: {address: 10.9.1.31, port: 25, weight: -20}
                      dns: {address: 10.9.1.21, port: 53, name: example.org, type: A, weight: -20}
                      udp: {address: 10.9.1.21, port: 123, payload: "1b", weight: -20}
              virtual-servers:
                web:
                  address: 203.0.113.10:443
                  check-timing: {interval: 5s, retries: 2}
                  check:
                    - https:
                        host: www.example.org
                        tls: {ca: /etc/ssl/own-ca.pem}
                        basic-auth: {user: probe, password: secret}
                        requests: [{path: /healthz}, {path: /db, match: ok}]
                    - {script: {command: [/usr/local/bin/deep-check]}, interval: 30s}
                  real-servers:
                    - 10.9.1.11:443
                    - {address: 10.9.1.12:443, check: [{agent: {port: 9999}}, {file: load}, {ping: {}}]}
                names:
                  address: 203.0.113.10:53
                  protocol: udp
                  check: [{dns: {name: example.org}}, {udp: {port: 53}}]
                  real-servers: [10.9.1.21:53, {address: 10.9.1.22:53, check: [{bfd: dns}]}]
                mail:
                  address: 203.0.113.10:25
                  check: [{smtp: {starttls: {insecure: true}}}, {tcp: {}}]
                  real-servers: [10.9.1.31:25, {address: 10.9.1.32:25, check: [{http: {port: 8080}}]}]
              """));

  /** The chapters of the page on routes and rules. */
  static final List<Chapter> ROUTES =
      List.of(
          new Chapter(
              "Routes, rules and static objects",
              "What the master holds beside its addresses, and what the agent keeps in every"
                  + " state. The keys are those of ip-route(8) and ip-rule(8).",
              List.of("virtual route", "virtual rule", "static objects"),
              """
              vrrp:
                static:
                  addresses: [{address: 10.9.3.1/24, interface: eth1}]
                  routes: [{destination: 10.9.4.0/24, gateway: 10.9.3.254, interface: eth1, track-group: uplink}]
                  rules: [{priority: 1001, from: 10.9.3.0/24, table: 100}]
                  track-groups: {uplink: {instances: [VI_1]}}
                instances:
                  VI_1:
                    interface: eth0
                    virtual-router-id: 51
                    addresses: [203.0.113.10/24]
                    routes:
                      - {destination: 0.0.0.0/0, gateway: 203.0.113.1}
                      - {destination: 10.7.0.0/16, next-hops: [{gateway: 203.0.113.2}, {gateway: 203.0.113.3}]}
                      - {destination: 10.8.0.0/16, gateway: 203.0.113.2, encapsulation: {type: mpls, labels: [100]}}
                    rules: [{priority: 1000, from: 203.0.113.10, table: 100}]
              """));

  /** Returns the chapters of all pages. */
  static List<Chapter> all() {
    return Stream.of(REFERENCE, CHECKS, ROUTES).flatMap(List::stream).toList();
  }
}
