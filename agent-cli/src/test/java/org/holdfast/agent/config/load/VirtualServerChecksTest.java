package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.config.ConfigException;
import org.holdfast.agent.config.table.Form;
import org.holdfast.health.TrackFileConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests the values that keepalived corrects silently, and the rules that concern several keys
 * together.
 */
final class VirtualServerChecksTest {

  private final FakeHost host = new FakeHost();

  /** Messages about a virtual server with these keys; each starts with "f.yaml:1:COLUMN: ". */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          address: 10.0.0.9:80, real-servers: [10.1.0.1, 10.1.0.1:80] | error: virtual-servers.v.real-servers: 10.1.0.1:80 is listed twice, first on line 1
          address: 10.0.0.9:80, addresses: [10.0.0.0/28:80], real-servers: [10.1.0.1] | error: virtual-servers.v.addresses: TCP 10.0.0.9:80 is listed twice; remove one
          address: 10.0.0.9, real-servers: [10.1.0.1] | error: virtual-servers.v.address: no port means every port, which needs persistence; write the port, or add persistence (keepalived adds 6m by itself)
          real-servers: [10.1.0.1] | error: virtual-servers.v: nothing to serve (expected: address, addresses or firewall-mark)
          address: 10.0.0.9:80, real-servers: [] | error: virtual-servers.v.real-servers: an empty list (expected: a list of at least one item, each an address with an optional port, such as 10.0.0.1:80 or [2001:db8::1]:80, or a mapping with the keys address, weight, forwarding, upper-threshold ...)
          address: 10.0.0.9:80, quorum: 3, real-servers: [10.1.0.1, 10.1.0.2] | error: virtual-servers.v.quorum: the weights add up to 2, so a quorum of 3 is never reached; lower the quorum or raise the weights
          address: 10.0.0.9:80, quorum: 2, hysteresis: 1, real-servers: [10.1.0.1, 10.1.0.2] | warning: virtual-servers.v.hysteresis: the weights add up to 2, so a lost quorum is never regained: that takes quorum plus hysteresis, 3
          address: 10.0.0.9:80, hysteresis: 1, real-servers: [10.1.0.1] | error: virtual-servers.v.hysteresis: 1 (expected: less than the quorum, 1)
          address: 10.0.0.9:80, weight: 0, real-servers: [10.1.0.1] | warning: virtual-servers.v: the weights are all 0, so no server gets connections
          address: 10.0.0.9:80, forwarding: dr, real-servers: [10.1.0.1:81] | error: virtual-servers.v.real-servers: 10.1.0.1:81 has another port than TCP 10.0.0.9:80, and dr and tunnel do not change the port; remove it or use nat
          firewall-mark: 7, forwarding: dr, real-servers: [10.1.0.1:81] | error: virtual-servers.v.real-servers: 10.1.0.1:81 has a port, and packets with a firewall mark keep theirs with dr and tunnel; remove the port here and set it in the check
          address: 10.0.0.9:80, real-servers: ["2001:db8::1"] | error: virtual-servers.v.real-servers: 2001:db8::1 is of another family than TCP 10.0.0.9:80, which only forwarding: tunnel can bridge
          address: 10.0.0.9:80, addresses: ["[2001:db8::1]:80"], real-servers: [10.1.0.1] | error: virtual-servers.v: TCP 10.0.0.9:80 and TCP [2001:db8::1]:80 are of different families; make a second virtual server, which may share the rest by a YAML anchor
          address: 10.0.0.9:80, instance: VI, real-servers: [10.1.0.1] | error: virtual-servers.v.instance: vrrp.instances has no "VI"
          address: 10.0.0.9:80, standby: cold, real-servers: [10.1.0.1] | error: virtual-servers.v.standby: cold needs an instance to follow; add instance
          address: 10.0.0.9:80, sorry-server: {address: 10.1.0.1, inhibit: true}, real-servers: [10.1.0.1] | error: virtual-servers.v.sorry-server.address: 10.1.0.1:80 is a real server too, with another forwarding or inhibit; give both the same
          address: 10.0.0.9:80, scheduler: wlcc, real-servers: [10.1.0.1] | error: virtual-servers.v.scheduler: "wlcc" (expected: rr, wrr, lc, wlc, lblc, lblcr, sh, mh, dh, fo, ovf, sed, nq, twos; or kernel-scheduler: true beside it if a module of the kernel has this scheduler); did you mean "wlc"?
          address: 10.0.0.9:80, scheduler: rr, slow-start: 30s, check: {tcp: {}}, real-servers: [10.1.0.1] | warning: virtual-servers.v.slow-start: slow-start has no effect: scheduler rr ignores all weights except 0; use one with weights, such as wrr or wlc
          address: 10.0.0.9:80, scheduler: lc, real-servers: [{address: 10.1.0.1, weight: 2}, 10.1.0.2] | warning: virtual-servers.v.scheduler: scheduler lc ignores all weights except 0, so servers of different weights get the same share; use one with weights, such as wrr or wlc
          address: 10.0.0.9:80, flags: sh-port, real-servers: [10.1.0.1] | error: virtual-servers.v.flags: belongs to scheduler sh, and this is wlc; change one
          address: 10.0.0.9:80, flags: one-packet, real-servers: [10.1.0.1] | error: virtual-servers.v.flags: one-packet works only with udp and firewall marks; remove it
          address: 10.0.0.9:80, persistence: 1.5s, real-servers: [10.1.0.1] | error: virtual-servers.v.persistence: 1.5s (expected: whole seconds, which IPVS counts in)
          address: 10.0.0.9:80, persistence-prefix: 24, real-servers: [10.1.0.1] | error: virtual-servers.v.persistence-prefix: has no effect without persistence; add persistence or remove it
          address: 10.0.0.9:80, real-servers: [{address: 10.1.0.1, lower-threshold: 9, upper-threshold: 8}] | error: virtual-servers.v.real-servers.lower-threshold: 9 is above upper-threshold, 8
          firewall-mark: 7, ha-suspend: true, real-servers: [10.1.0.1] | error: virtual-servers.v.ha-suspend: has no effect: a firewall mark has no address that could be on this host; remove it
          address: 10.0.0.9:80, forwarding: {method: tunnel, type: gue}, real-servers: [10.1.0.1] | error: virtual-servers.v.forwarding: type gue needs the server's port; add port (often 6080)
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {interval: 1s} | error: virtual-servers.v.check: is incomplete (expected: one of the keys tcp, http, https, smtp, dns, udp, ping, agent, script, file, bfd)
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {tcp: , ping: } | error: virtual-servers.v.check.ping: cannot be combined with "tcp" (expected: only one of the two in each check)
          firewall-mark: 7, real-servers: [10.1.0.1, 10.1.0.2], check: {tcp: {}} | error: virtual-servers.v.check.tcp: has no port to check and none to inherit; add port
          address: 10.0.0.9:80, real-servers: [10.1.0.1, 10.1.0.2], check: {http: {match: "a(b"}} | error: virtual-servers.v.check.http.match: "a(b" (expected: a regular expression in Java's syntax); Unclosed group at character 4
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {http: {match: a, no-match: b}} | error: virtual-servers.v.check.http.no-match: cannot be combined with match; a request has only one of the two (see requests)
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {http: {headers: {host: a}}} | error: virtual-servers.v.check.http.headers.host: the key host sets this header; write it there
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {http: {basic-auth: {user: u}}} | error: virtual-servers.v.check.http.basic-auth: (expected: password or password-file, and not both)
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {https: {tls: {ca: /missing/ca}}} | error: virtual-servers.v.check.https.tls.ca: "/missing/ca" does not exist
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {https: {tls: {certificate: /c}}} | error: virtual-servers.v.check.https.tls.certificate: a certificate without its key; add key
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {https: {tls: {key-password: p}}} | error: virtual-servers.v.check.https.tls.key-password: a password without a key; add key
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {http: {match-from: 1}} | error: virtual-servers.v.check.http.match-from: has no effect without match or no-match
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {http: {match: a, match-from: 2, match-to: 1}} | error: virtual-servers.v.check.http.match-to: 1 is less than match-from, 2
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {udp: {payload: 0}} | error: virtual-servers.v.check.udp.payload: "0" (expected: hexadecimal digits, two per byte)
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {udp: {min-reply-length: 1}} | error: virtual-servers.v.check.udp.min-reply-length: has no effect without reply, because then no answer is needed; add reply
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {script: {command: /missing/s}} | error: virtual-servers.v.check.script.command: "/missing/s" does not exist
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {file: f} | error: virtual-servers.v.check.file: vrrp.track-files has no "f"
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {bfd: s} | error: virtual-servers.v.check.bfd: bfd.sessions has no "s"
          address: 10.0.0.9:80, real-servers: [10.1.0.1], check: {tcp: {bind-address: "::1"}} | error: virtual-servers.v.check.tcp.bind-address: ::1 is of another family than 10.1.0.1, the address to check
          address: 10.0.0.9:80, real-servers: [10.1.0.1], delay_loop: 6 | error: virtual-servers.v: unknown key "delay_loop"; keepalived's delay_loop is "check-timing.interval" here
          address: 10.0.0.9-10.0.0.8:80, real-servers: [10.1.0.1] | error: virtual-servers.v.address: "10.0.0.9-10.0.0.8:80" (expected: an address, a range or a network, with an optional port, such as 203.0.113.10:80, 10.0.0.1-10.0.0.9:80 or [2001:db8::/124]:80); a range is two whole addresses of one family, the lower one first, and at most 65536 addresses
          """)
  void namesTheFaultAndTheRemedy(String keys, String message) {
    assertThat(host.problems("virtual-servers: {v: {" + keys + "}}"))
        .singleElement()
        .asString()
        .matches("f\\.yaml:1:\\d+: .*")
        .endsWith(": " + message);
  }

  @Test
  void weightsThatCountForTheQuorumCauseNoWarning() {
    assertThat(
            host.problems(
                """
                virtual-servers:
                  v:
                    address: 10.0.0.9:80
                    scheduler: rr
                    quorum: 2
                    real-servers: [{address: 10.1.0.1, weight: 2}, 10.1.0.2]
                """))
        .isEmpty();
  }

  @Test
  void aServerOfTheOtherFamilyConflictsWithASyncDaemon() {
    assertThat(
            host.problems(
                """
                ipvs: {sync-daemon: {interface: eth0}}
                virtual-servers:
                  v: {address: 10.0.0.9:80, forwarding: tunnel, real-servers: ["2001:db8::1"]}
                """))
        .singleElement()
        .asString()
        .isEqualTo(
            "f.yaml:1:8: warning: ipvs.sync-daemon: v has the server [2001:db8::1]:80, which is of"
                + " another family than its service: the kernel accepts either such servers or a"
                + " sync daemon; remove one of the two");
  }

  @Test
  void aVirtualServerNeedsAnAddressThatIsAccepted() {
    var file =
        """
        vrrp:
          instances:
            VI: {interface: eth0, virtual-router-id: 5, accept: %s, addresses: [10.0.0.9/24]}
        virtual-servers:
          v: {address: 10.0.0.%s:80, real-servers: [10.1.0.1]}
        """;
    assertThat(host.problems(file.formatted("false", "9")))
        .containsExactly(
            "f.yaml:3:57: warning: vrrp.instances.VI.accept: packets to the addresses are dropped,"
                + " so the virtual server TCP 10.0.0.9:80 gets none; write accept: true");
    assertThat(host.problems(file.formatted("false", "8")))
        .singleElement()
        .asString()
        .contains("no instance holds 10.0.0.8, and this host does not have it now");
    assertThat(host.problems(file.formatted("true", "9"))).isEmpty();
  }

  @Test
  void theAddressesOfTheHostAreLookedUpOnceForAllVirtualServers() {
    var file =
        """
        vrrp:
          instances:
            VI: {interface: eth0, virtual-router-id: 5, addresses: [10.0.0.9/24]}
        virtual-servers:
          a: {address: 192.0.2.250:80, real-servers: [10.1.0.1]}
          b: {address: 192.0.2.250:81, real-servers: [10.1.0.1]}
          c: {address: 192.0.2.250:82, real-servers: [10.1.0.1]}
        """;
    assertThat(host.problems(file)).isEmpty();
    assertThat(host.lookUpsOfAddresses).isEqualTo(1);
  }

  @Test
  void aColdStandbyDoesNotCountSynchronisedConnections() {
    var file =
        """
        vrrp:
          instances:
            VI: {interface: eth0, virtual-router-id: 5, addresses: [10.0.0.9/24]}
        ipvs: {sync-daemon: {interface: eth0, instance: VI}}
        virtual-servers:
          v: {address: 10.0.0.9:80, instance: VI, standby: %s, scheduler: %s, real-servers: [10.1.0.1]}
        """;
    assertThat(host.problems(file.formatted("cold", "wlc")))
        .singleElement()
        .asString()
        .contains("warning: ipvs.sync-daemon: v has standby: cold");
    assertThat(host.problems(file.formatted("cold", "wrr"))).isEmpty();
    assertThat(host.problems(file.formatted("warm", "wlc"))).isEmpty();
  }

  @Test
  void aServiceBelongsToOneVirtualServer() {
    assertThat(
            host.problems(
                """
                virtual-servers:
                  a: {address: 10.0.0.9:80, real-servers: [10.1.0.1]}
                  b: {address: 10.0.0.1-10.0.0.9:80, real-servers: [10.1.0.1]}
                  c: {address: 10.0.0.9:80, protocol: udp, real-servers: [10.1.0.1]}
                """))
        .containsExactly(
            "f.yaml:3:16: error: virtual-servers.b.address: TCP 10.0.0.9:80 already belongs to"
                + " a; a service can belong to only one virtual server");
  }

  @Test
  void aQuorumThatChecksMayReachIsValid() {
    assertThat(
            host.problems(
                "virtual-servers: {v: {address: 10.0.0.9:80, quorum: 100, check: {agent: 99},"
                    + " real-servers: [10.1.0.1]}}"))
        .isEmpty();
  }

  @Test
  void aFileIsCheckedWithoutAnyInstance() throws ConfigException {
    var text =
        """
        vrrp:
          track-files: {brake: {path: /run/brake}}
        virtual-servers:
          v: {address: 10.0.0.9:80, check: {file: brake}, real-servers: [10.1.0.1]}
        """;
    assertThat(host.problems(text)).isEmpty();
    var config = host.load(text).config();
    assertThat(config.vrrp().instances()).isEmpty();
    assertThat(config.trackFiles())
        .containsExactly(new TrackFileConfig("brake", "/run/brake", null, false));
    var printed = ConfigPrinter.yaml(ConfigPrinter.tree(text, Form.FILE, host), Form.FILE);
    assertThat(host.load(printed).config()).isEqualTo(config);
  }
}
