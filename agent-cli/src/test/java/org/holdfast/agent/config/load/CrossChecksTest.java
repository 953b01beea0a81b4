package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.agent.config.ConfigException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Tests the rules that concern several keys together. */
final class CrossChecksTest {

  private static final String SECRET = "0123456789abcdef0123456789abcdef";

  private final FakeHost host = new FakeHost();

  /**
   * Returns the messages about an instance with these additional keys, without "f.yaml:3:COLUMN: ".
   */
  private List<String> said(String instance) {
    return saidOfFile(
        "vrrp:\n  instances:\n    A: {interface: eth0, virtual-router-id: 1, " + instance + "}\n");
  }

  /** Returns the messages about these instances, each on its own line, starting with line 3. */
  private List<String> saidOf(String vrrp, String... instances) {
    return saidOfFile("vrrp:\n  instances:\n    " + String.join("\n    ", instances) + "\n" + vrrp);
  }

  private List<String> saidOfFile(String file) {
    return host.problems(file).stream()
        .map(line -> line.substring(line.indexOf(": ") + 2))
        .toList();
  }

  @Test
  void aMetricsAddressThatOtherHostsReachCausesAWarning() {
    var vrrp = "vrrp: {instances: {A: {interface: eth0, virtual-router-id: 1}}}\n";
    assertThat(saidOfFile(vrrp + "metrics: {listen: 127.0.0.2}\n")).isEmpty();
    assertThat(saidOfFile(vrrp + "metrics: {listen: 192.0.2.1:9650}\n"))
        .containsExactly(
            "warning: metrics.listen: 192.0.2.1 is not a loopback address: every host that can"
                + " reach it can read the metrics, because there is no password; let a firewall"
                + " admit only the hosts that need it");
    assertThat(saidOfFile(vrrp + "metrics: {listen: 0.0.0.0}\n"))
        .singleElement()
        .asString()
        .startsWith("error: metrics.listen: \"0.0.0.0\" (expected: an address");
  }

  @Nested
  class BfdChecks {

    /** Returns the messages about a session with these additional keys; it is on line 3. */
    private List<String> saidOfSession(String neighbour, String keys) {
      return saidOfFile(
          "bfd:\n  sessions:\n    S: {neighbour: \""
              + neighbour
              + "\""
              + keys
              + "}\nvrrp: {instances: {A: {interface: eth0, virtual-router-id: 1}}}\n");
    }

    @Test
    void bothEndsOfASessionHaveTheSameFamily() {
      assertThat(saidOfSession("10.0.0.2", ", source: 2001:db8::1"))
          .containsExactly(
              "error: bfd.sessions.S.source: 2001:db8::1 is of another family than the neighbour,"
                  + " 10.0.0.2");
    }

    @Test
    void aLinkLocalNeighbourNeedsAnInterface() {
      assertThat(saidOfSession("fe80::2", ""))
          .containsExactly(
              "error: bfd.sessions.S.neighbour: fe80::2 is link-local and may exist on every link;"
                  + " add interface");
      assertThat(saidOfSession("fe80::2", ", interface: eth0")).isEmpty();
    }

    @Test
    void onlyMultihopSessionsCountHops() {
      assertThat(saidOfSession("10.0.0.2", ", max-hops: 3"))
          .containsExactly(
              "error: bfd.sessions.S.max-hops: only a multihop session counts hops; add multihop:"
                  + " true or remove it");
      assertThat(saidOfSession("10.0.0.2", ", ttl: 64")).hasSize(1);
      assertThat(saidOfSession("10.0.0.2", ", ttl: 64, max-hops: 3, multihop: true")).isEmpty();
      assertThat(saidOfSession("10.0.0.2", ", multihop: true"))
          .containsExactly(
              "error: bfd.sessions.S.multihop: a multihop session needs max-hops: how many routers"
                  + " there are on the way (255 for any number, which lets any host forge the"
                  + " neighbour's packets)");
    }

    @Test
    void fastFailoverNamesEachSessionOnceAndOfItsFamily() {
      assertThat(
              saidOfFile(
                  """
                  bfd: {sessions: {peer: {neighbour: 10.0.0.2}, six: {neighbour: "2001:db8::2"}}}
                  vrrp:
                    instances:
                      A:
                        interface: eth0
                        virtual-router-id: 1
                        fast-failover: [pear, peer, peer, six]
                  """))
          .containsExactly(
              "error: vrrp.instances.A.fast-failover: bfd.sessions has no \"pear\"; did you mean"
                  + " \"peer\"?",
              "error: vrrp.instances.A.fast-failover: peer is named twice; remove one",
              "error: vrrp.instances.A.fast-failover: the neighbour of six, 2001:db8::2, is of"
                  + " another family than the instance's adverts; no master can have its address");
    }
  }

  @Nested
  class ProtocolChecks {

    @Test
    void version2NeedsWholeSeconds() {
      assertThat(said("advertisement-interval: 1.5s"))
          .containsExactly(
              "error: vrrp.instances.A.advertisement-interval: 1.5s (expected: whole seconds from"
                  + " 1s to 255s, as the instance has version 2); version 3 allows 10ms or more");
      assertThat(said("advertisement-interval: 255s")).isEmpty();
    }

    @Test
    void version3NeedsStepsOfTenMilliseconds() {
      var keys = "version: 3, addresses: [10.0.0.9/24], advertisement-interval: ";
      assertThat(said(keys + "15ms"))
          .containsExactly(
              "error: vrrp.instances.A.advertisement-interval: 15ms (expected: 10ms to 40.95s in"
                  + " steps of 10ms, as the instance has version 3)");
      assertThat(said(keys + "40.96s")).hasSize(1);
      assertThat(said(keys + "40.95s")).isEmpty();
      assertThat(said(keys + "10ms")).isEmpty();
    }

    @Test
    void anIntervalFromTheDefaultsIsBlamedThere() {
      assertThat(
              host.problems(
                  """
                  vrrp:
                    defaults: {advertisement-interval: 100ms}
                    instances:
                      A: {interface: eth0, virtual-router-id: 1}
                  """))
          .singleElement()
          .asString()
          .startsWith(
              "f.yaml:2:38: error: vrrp.defaults.advertisement-interval: 100ms (expected: whole");
    }

    @Test
    void ipv6HasOnlyVersion3() {
      assertThat(said("version: 2, addresses: [\"fe80::9/64\"]"))
          .containsExactly(
              "error: vrrp.instances.A.version: version 2 supports only IPv4, and this is an IPv6"
                  + " instance; write 3 or leave it out");
      assertThat(
              saidOf(
                  "  defaults: {version: 2}\n",
                  "A: {interface: eth0, virtual-router-id: 1, addresses: [\"fe80::9/64\"]}"))
          .isEmpty();
    }

    @Test
    void onlyVersion3OverIpv4CanChooseItsChecksum() {
      assertThat(said("checksum: pseudo-header"))
          .containsExactly(
              "error: vrrp.instances.A.checksum: version 2 has message-only as its only form; only"
                  + " version 3 over IPv4 has a choice");
      assertThat(said("addresses: [\"fe80::9/64\"], checksum: message-only"))
          .containsExactly(
              "error: vrrp.instances.A.checksum: IPv6 has pseudo-header as its only form; only"
                  + " version 3 over IPv4 has a choice");
      assertThat(said("version: 3, addresses: [10.0.0.9/24], checksum: historic-unicast"))
          .containsExactly(
              "error: vrrp.instances.A.checksum: historic-unicast is for instances with unicast"
                  + " peers; this one uses multicast");
    }

    @Test
    void unicastThatAcceptsEverySourceCausesAWarning() {
      var unicast = "unicast: {source: 10.0.0.1, peers: [%s], check-source: %s}";
      assertThat(said(unicast.formatted("10.0.0.2", "false")))
          .containsExactly(
              "warning: vrrp.instances.A.unicast.check-source: adverts from every host that can"
                  + " reach this one are accepted; set authentication or remove this key");
      assertThat(said(unicast.formatted("10.0.0.2", "true"))).isEmpty();
      assertThat(said(unicast.formatted("{address: 10.0.0.2, min-ttl: 255}", "false"))).isEmpty();
      assertThat(
              said(
                  unicast.formatted("10.0.0.2", "false")
                      + ", authentication: {type: pass, password: a}"))
          .isEmpty();
    }

    @Test
    void unicastDefaultsThatAcceptEverySourceCauseOneWarning() {
      var trusting =
          "{interface: eth0, virtual-router-id: %d, unicast: {source: 10.0.0.1, peers: [10.0.0.2]}";
      var words =
          "warning: vrrp.defaults.check-source: unicast instances without authentication, such as"
              + " A, accept adverts from every host that can reach this one; set authentication, or"
              + " write check-source: true";
      var defaults = "  defaults: {check-source: false}\n";
      var a = "A: " + trusting.formatted(1) + "}";
      var b = "B: " + trusting.formatted(2) + "}";
      assertThat(saidOf(defaults, a, b)).containsExactly(words);
      assertThat(saidOf("", a, b)).isEmpty();
      assertThat(
              saidOf(
                  defaults,
                  "A: " + trusting.formatted(1) + ", authentication: {type: pass, password: a}}",
                  "B: {interface: eth0, virtual-router-id: 2}"))
          .isEmpty();
    }

    @Test
    void aKeepalivedFileWithUnicastPeersCausesOneWarning() {
      var conf = "vrrp_instance %s {\n interface eth0\n virtual_router_id %d\n unicast_peer {\n";
      var rest = " 10.0.0.2\n }\n}\n";
      var both = conf.formatted("A", 1) + rest + conf.formatted("B", 2) + rest;
      assertThat(host.problems(both))
          .filteredOn(line -> line.contains("every host that can reach this one"))
          .hasSize(1);
      assertThat(host.problems("global_defs {\n vrrp_check_unicast_src\n}\n" + both))
          .noneMatch(line -> line.contains("every host that can reach this one"));
    }

    @Test
    void passwordsBelongToVersion2OverIpv4() {
      assertThat(said("version: 3, addresses: [10.0.0.9], authentication: {type: ah, password: a}"))
          .containsExactly(
              "error: vrrp.instances.A.authentication.type: pass and ah belong to version 2 over"
                  + " IPv4; with version 3 use hmac or none");
      assertThat(said("authentication: {type: pass, password: 0123456789}"))
          .containsExactly(
              "warning: vrrp.instances.A.authentication.password: only the first 8 of the"
                  + " password's 10 bytes count, as in keepalived; write only those");
      assertThat(said("authentication: {type: pass}"))
          .containsExactly(
              "error: vrrp.instances.A.authentication: \"password\" is missing; the types pass and"
                  + " ah need it");
      assertThat(said("authentication: {type: none, password: a}"))
          .containsExactly(
              "error: vrrp.instances.A.authentication.password: belongs to type pass or ah; change"
                  + " the type or remove this key");
    }

    @Test
    void secretsHave32To64Bytes() {
      host.files.put("/etc/secret", "hex:" + SECRET + SECRET + "\n");
      assertThat(said(hmac("\"file:/etc/secret\"", ""))).isEmpty();
      assertThat(said(hmac("\"file:/etc/none\"", "")))
          .containsExactly(
              "error: vrrp.instances.A.authentication.keys.secret: file:/etc/none: no such file");
      assertThat(said(hmac("\"file:none\"", "")))
          .containsExactly(
              "error: vrrp.instances.A.authentication.keys.secret: file:none (expected: an absolute"
                  + " path, as in file:/etc/...)");
      assertThat(said(hmac("tooshort", "")))
          .containsExactly(
              "error: vrrp.instances.A.authentication.keys.secret: a secret of 8 bytes (expected:"
                  + " 32 to 64 bytes)");
      assertThat(said(hmac("\"hex:0g\"", "")))
          .containsExactly(
              "error: vrrp.instances.A.authentication.keys.secret: hex: must be followed by pairs"
                  + " of hexadecimal digits and nothing else");
      assertThat(said(hmac(SECRET, ", active-key: 2")))
          .containsExactly(
              "error: vrrp.instances.A.authentication.active-key: none of the keys has the id 2");
      assertThat(said("authentication: {type: hmac}"))
          .containsExactly(
              "error: vrrp.instances.A.authentication: \"keys\" is missing; the type hmac signs"
                  + " with them");
    }

    @Test
    void aLongIntervalHasTheLongestWindow() {
      assertThat(said(hmac(SECRET, "") + ", advertisement-interval: 200s")).isEmpty();
    }

    @Test
    void noMessageQuotesASecret() {
      assertThat(said(hmac("\"" + SECRET + "\u00e9\"", "")).toString()).doesNotContain("0123");
    }

    private String hmac(String secret, String more) {
      return "authentication: {type: hmac, keys: [{id: 1, secret: " + secret + "}]" + more + "}";
    }
  }

  @Nested
  class TransportChecks {

    @Test
    void theTtlIsAtLeastOne() {
      assertThat(said("unicast: {peers: [10.0.0.2], ttl: 0}"))
          .containsExactly(
              "error: vrrp.instances.A.unicast.ttl: \"0\" (expected: a whole number from 1 to"
                  + " 255)");
    }

    @Test
    void unicastWithoutPeersIsRefused() {
      assertThat(said("unicast: {peers: []}"))
          .singleElement()
          .asString()
          .startsWith(
              "error: vrrp.instances.A.unicast.peers: an empty list (expected: the other routers;");
      assertThat(said("unicast: {ttl: 3}"))
          .singleElement()
          .asString()
          .startsWith("error: vrrp.instances.A.unicast: \"peers\" is missing");
    }

    @Test
    void peersAreOtherRoutersOfTheSameFamily() {
      assertThat(
              said(
                  "addresses: [10.0.0.9/24], source-address: 10.0.0.1,"
                      + " unicast: {peers: [10.0.0.1, \"fe80::1\", 10.0.0.2, 10.0.0.2]}"))
          .containsExactly(
              "error: vrrp.instances.A.unicast.peers: 10.0.0.1 is our own source address; list only"
                  + " the other routers",
              "error: vrrp.instances.A.unicast.peers: fe80::1 (expected: an IPv4 address,"
                  + " as the instance's family is ipv4)",
              "error: vrrp.instances.A.unicast.peers: 10.0.0.2 is listed twice; remove one");
    }

    @Test
    void theSourceAddressIsGivenOnceAndHasTheInstancesFamily() {
      assertThat(said("source-address: 10.0.0.1, unicast: {peers: [10.0.0.2], source: 10.0.0.3}"))
          .containsExactly(
              "error: vrrp.instances.A.unicast.source: 10.0.0.3, but source-address is 10.0.0.1;"
                  + " one of the two is enough");
      assertThat(said("family: ipv4, source-address: \"fe80::1\""))
          .containsExactly(
              "error: vrrp.instances.A.source-address: fe80::1 (expected: an IPv4 address, as the"
                  + " instance's family is ipv4)");
      assertThat(said("track: {source-address: true}"))
          .containsExactly(
              "error: vrrp.instances.A.track.source-address: no source address to track; give the"
                  + " instance a source-address");
    }

    @Test
    void aMulticastGroupHasTheInstancesFamilyAndExcludesUnicast() {
      assertThat(said("multicast-group: \"ff02::12\""))
          .containsExactly(
              "error: vrrp.instances.A.multicast-group: ff02::12 (expected: an IPv4 address, as the"
                  + " instance's family is ipv4)");
      assertThat(said("multicast-group: 224.0.0.18, unicast: {peers: [10.0.0.2]}"))
          .containsExactly(
              "error: vrrp.instances.A.multicast-group: an instance with unicast peers has no"
                  + " multicast group; remove one of the two");
      assertThat(said("unicast: {peers: [{address: 10.0.0.2, min-ttl: 9, max-ttl: 8}]}"))
          .containsExactly(
              "error: vrrp.instances.A.unicast.peers.min-ttl: 9 (expected: at most max-ttl, which"
                  + " is 8)");
    }
  }

  @Nested
  class ElectionChecks {

    @Test
    void aDelayNeedsPreemption() {
      assertThat(said("preempt: false, preempt-delay: 5s"))
          .containsExactly(
              "error: vrrp.instances.A.preempt-delay: has no effect with preempt: false; remove one"
                  + " of the two");
    }

    @Test
    void weightsDoNotMoveAnOwner() throws ConfigException {
      assertThat(said("priority: 255, track: {interfaces: [{interface: eth1, weight: 5}]}"))
          .containsExactly(
              "warning: vrrp.instances.A.priority: tracks never change the priority of an owner"
                  + " (255), so their weights have no effect; choose a priority below 255, or"
                  + " weight 0 to make a failure a fault");
      assertThat(said("priority: 255, preempt: false"))
          .containsExactly(
              "warning: vrrp.instances.A.preempt: has no effect: an owner (priority 255) always"
                  + " preempts");
    }

    @Test
    void weightsMoveNothingWithoutPreemption() {
      assertThat(said("preempt: false, track: {interfaces: [{interface: eth1, weight: 5}]}"))
          .singleElement()
          .asString()
          .startsWith(
              "warning: vrrp.instances.A.preempt: with preempt: false a backup never replaces a"
                  + " working master, so a track's weight never moves the mastership; use weight"
                  + " 0");
      assertThat(said("preempt: false, track: {interfaces: [eth1]}")).isEmpty();
    }
  }

  @Nested
  class AddressChecks {

    @Test
    void addressesAreOnesThatAHostCanHave() {
      assertThat(said("addresses: [0.0.0.0, 224.0.0.1, 127.0.0.1, \"::1\", 10.0.0.1/0]"))
          .containsExactly(
              "error: vrrp.instances.A.addresses: 0.0.0.0 is not the address of a host (expected:"
                  + " an address that a host can have)",
              "warning: vrrp.instances.A.addresses: 224.0.0.1 is a multicast address, which no host"
                  + " should have",
              "warning: vrrp.instances.A.addresses: 127.0.0.1 is a loopback address, which no other"
                  + " host can reach",
              "warning: vrrp.instances.A.addresses: ::1 is a loopback address, which no other host"
                  + " can reach",
              "error: vrrp.instances.A.addresses: 10.0.0.1/0 (expected: a prefix length from 1 to"
                  + " 32)");
      assertThat(said("addresses: [10.0.0.0/24, 10.0.0.255/24, 10.0.0.0/31]"))
          .contains(
              "warning: vrrp.instances.A.addresses: 10.0.0.0/24 is the network's own address, which"
                  + " no host should have",
              "warning: vrrp.instances.A.addresses: 10.0.0.255/24 is the network's broadcast"
                  + " address, which no host should have");
    }

    @Test
    void anAddressMayBeListedTwiceButExcludedOnlyOnce() {
      assertThat(said("addresses: [10.0.0.9/24, 10.0.0.9], excluded-addresses: [10.0.0.9]"))
          .containsExactly(
              "warning: vrrp.instances.A.addresses: 10.0.0.9 is listed twice, first on line 3;"
                  + " adverts list it twice, so the other routers must list it twice too",
              "error: vrrp.instances.A.excluded-addresses: 10.0.0.9 is listed twice, first on line"
                  + " 3");
      assertThat(
              saidOf(
                  "",
                  "A: {interface: eth0, virtual-router-id: 1, addresses: [10.0.0.9/24]}",
                  "B: {interface: eth0, virtual-router-id: 2, addresses: [10.0.0.9/24]}",
                  "C: {interface: eth1, virtual-router-id: 3, addresses: [10.0.0.9/24]}"))
          .containsExactly(
              "warning: vrrp.instances.B: holds 10.0.0.9 as A does; it stays on the link until both"
                  + " are backup, and two routers have it when each is master of one of the two",
              "warning: vrrp.instances.C: holds 10.0.0.9/24 dev eth1, and A holds it on eth0; hosts"
                  + " will see two masters unless the links belong to separate networks");
    }

    @Test
    void theSameLinkLocalAddressMayBeOnEveryLink() {
      assertThat(
              saidOf(
                  "",
                  "A: {interface: eth0, virtual-router-id: 1, addresses: [\"fe80::9/64\"]}",
                  "B: {interface: eth1, virtual-router-id: 1, addresses: [\"fe80::9/64\"]}"))
          .isEmpty();
    }

    @Test
    void version3AdvertisesAtLeastOneAddress() {
      assertThat(said("version: 3, family: ipv4, addresses: [\"fe80::9/64\"]"))
          .containsExactly(
              "error: vrrp.instances.A.addresses: no IPv4 address to advertise, and version 3 needs"
                  + " one; add it to \"addresses\"");
      assertThat(said("priority: 90")).isEmpty();
    }

    @Test
    void theFirstIpv6AddressIsLinkLocal() {
      assertThat(said("addresses: [\"2001:db8::9/64\", \"fe80::9/64\"]"))
          .containsExactly(
              "warning: vrrp.instances.A.addresses: 2001:db8::9 comes first, but RFC 9568 section"
                  + " 5.2.9 requires the virtual router's link-local address (fe80::/10) there");
    }

    @Test
    void anAdvertHasALimitedNumberOfAddresses() {
      var v4 =
          IntStream.range(1, 257).mapToObj(i -> "10.0." + i / 200 + "." + (1 + i % 200)).toList();
      assertThat(said("addresses: " + v4))
          .containsExactly(
              "error: vrrp.instances.A.addresses: 256 addresses, but an advert can list at most"
                  + " 255; move the rest to excluded-addresses");
      var v6 = IntStream.range(1, 93).mapToObj(i -> "\"fe80::" + i + "\"").toList();
      assertThat(said("addresses: " + v6))
          .containsExactly(
              "warning: vrrp.instances.A.addresses: 92 addresses make an advert of 1520 bytes, more"
                  + " than an Ethernet packet holds (1500); move some to excluded-addresses unless"
                  + " the link's MTU is larger");
    }

    @Test
    void keysOfOneFamilyAreRefusedForTheOther() {
      assertThat(
              said(
                  "addresses: [{address: \"fe80::9\", label: l, broadcast: 10.0.0.255}, {address:"
                      + " 10.0.0.9, duplicate-address-detection: true, peer: \"fe80::1\"}]"))
          .containsExactly(
              "error: vrrp.instances.A.addresses.label: IPv6 addresses have no label; remove it",
              "error: vrrp.instances.A.addresses.broadcast: IPv6 addresses have no broadcast;"
                  + " remove it",
              "error: vrrp.instances.A.addresses.broadcast: 10.0.0.255 (expected: an IPv6 address,"
                  + " like the address that it belongs to)",
              "error: vrrp.instances.A.addresses.duplicate-address-detection: IPv4 addresses have"
                  + " no duplicate address detection; remove it",
              "error: vrrp.instances.A.addresses.peer: fe80::1 (expected: an IPv4 address, like the"
                  + " address that it belongs to)");
    }

    @Test
    void aRouteHasAGatewayOrAnInterfaceUnlessItsTypeNeedsNone() {
      assertThat(
              said(
                  "routes: [{destination: 10.0.0.1/8, interface: eth1}, {destination: 0.0.0.0/0},"
                      + " {destination: \"::/0\", type: blackhole, interface: eth1},"
                      + " {destination: \"::/0\", gateway: 10.0.0.1}]"))
          .containsExactly(
              "error: vrrp.instances.A.routes.destination: 10.0.0.1/8 has bits set beyond its"
                  + " length; did you mean 10.0.0.0/8?",
              "error: vrrp.instances.A.routes: the route to 0.0.0.0/0 needs a gateway, an interface"
                  + " or both",
              "error: vrrp.instances.A.routes.type: a route of this type has no gateway and no"
                  + " interface; remove them",
              "error: vrrp.instances.A.routes.gateway: 10.0.0.1 (expected: an IPv6 address, like"
                  + " the address that it belongs to)");
      assertThat(said("rules: [{priority: 1, from: 10.0.0.0/8, to: \"2001:db8::/32\"}]"))
          .containsExactly(
              "error: vrrp.instances.A.rules: from, to and family are of different families"
                  + " (expected: one family)");
    }
  }

  @Nested
  class ChecksBetweenInstances {

    @Test
    void oneVirtualRouterOnALinkIsOneInstance() {
      assertThat(
              saidOf(
                  "",
                  "A: {interface: eth0, virtual-router-id: 7}",
                  "B: {interface: eth0, virtual-router-id: 7}",
                  "C: {interface: eth1, virtual-router-id: 7}",
                  "D: {interface: eth0, virtual-router-id: 7, addresses: [\"fe80::9/64\"]}"))
          .containsExactly(
              "error: vrrp.instances.B: has virtual-router-id 7 on eth0 as A has; give it an id of"
                  + " its own");
    }

    @Test
    void unicastInstancesMayShareAnIdWhenTheirPeersDiffer() {
      assertThat(
              saidOf(
                  "",
                  "A: {interface: eth0, virtual-router-id: 7, unicast: {peers: [10.0.0.2]}}",
                  "B: {interface: eth0, virtual-router-id: 7, unicast: {peers: [10.0.0.3]}}",
                  "C: {interface: eth0, virtual-router-id: 7, unicast: {peers: [10.0.0.3]}}"))
          .containsExactly(
              "error: vrrp.instances.C: has virtual-router-id 7 on eth0 as B has; give it an id of"
                  + " its own or other peers");
    }

    @Test
    void aGroupNamesExistingInstances() {
      assertThat(
              saidOf(
                  """
                    sync-groups:
                      G: {instances: [web_1, wbe_2]}
                      H: {instances: [web_1, web_1]}
                      I: {instances: [web_2]}
                  """,
                  "web_1: {interface: eth0, virtual-router-id: 1}",
                  "web_2: {interface: eth0, virtual-router-id: 2, priority: 255}"))
          .containsExactly(
              "error: vrrp.sync-groups.G.instances: vrrp.instances has no \"wbe_2\"; did you mean"
                  + " \"web_2\"?",
              "error: vrrp.sync-groups.H.instances: web_1 is in G already; an instance can be in"
                  + " only one group",
              "error: vrrp.sync-groups.H.instances: web_1 is in G already; an instance can be in"
                  + " only one group",
              "warning: vrrp.sync-groups.I.instances: a group with only one instance has no effect;"
                  + " add another");
    }

    @Test
    void anOwnerInAGroupCausesAWarning() {
      assertThat(
              saidOf(
                  "  sync-groups: {G: {instances: [A, B]}}\n",
                  "A: {interface: eth0, virtual-router-id: 1}",
                  "B: {interface: eth0, virtual-router-id: 2, priority: 255}"))
          .containsExactly(
              "warning: vrrp.sync-groups.G.instances: B is an owner (priority 255) and A is not;"
                  + " the owner takes over the whole group regardless of the other's priority");
    }
  }

  @Nested
  class TrackChecks {

    private static final String INSTANCE = "A: {interface: eth0, virtual-router-id: 1, track: ";

    @Test
    void aTrackNamesAnExistingFileAndProcess() {
      assertThat(
              saidOf(
                  """
                    track-files: {load: {path: /run/load}}
                    track-processes: {web: {command: web}}
                  """,
                  INSTANCE + "{files: [laod], processes: [{process: wbe}, web]}}"))
          .containsExactly(
              "error: vrrp.instances.A.track.files: vrrp.track-files has no \"laod\"; did you mean"
                  + " \"load\"?",
              "error: vrrp.instances.A.track.processes.process: vrrp.track-processes has no"
                  + " \"wbe\"; did you mean \"web\"?");
    }

    @Test
    void aTrackFileIsOnAFileSystemThatReportsChanges() {
      assertThat(
              saidOf(
                  "  track-files: {load: {path: /proc/loadavg, overwrite: true}}\n",
                  INSTANCE + "{files: [load]}}"))
          .containsExactly(
              "error: vrrp.track-files.load.path: \"/proc/loadavg\" is on proc",
              "error: vrrp.track-files.load.overwrite: has no effect without init-value; add"
                  + " init-value");
    }

    @Test
    void aTrackedProcessNeedsAPossibleQuorum() {
      assertThat(
              saidOf(
                  "  track-processes: {web: {command: web, quorum: 3, quorum-max: 2}}\n",
                  INSTANCE + "{processes: [web]}}"))
          .containsExactly(
              "error: vrrp.track-processes.web.quorum: 3 processes at least and 2 at most; no"
                  + " number is in that range");
    }

    @Test
    void anUntrackedProcessCausesAWarning() {
      assertThat(saidOf("  track-processes: {web: {command: web}}\n", INSTANCE + "{}}"))
          .containsExactly(
              "warning: vrrp.track-processes.web: no instance tracks this process; name it under"
                  + " track.processes or remove it");
    }

    /**
     * If these weights caused a fault, a group would have no master where all routers have the
     * weights.
     */
    @Test
    void weightsOfASingleMemberDoNotCount() throws ConfigException {
      var things =
          """
            track-files: {load: {path: /run/load}, five: {path: /run/five, weight: 5}}
            track-processes: {p: {command: p, weight: -10}}
            scripts: {s: {command: /bin/s, weight: -20}, t: {command: /bin/t}}
          """;
      var instance =
          INSTANCE
              + "{interfaces: [{interface: eth2, weight: 3}], files: [load, five], processes: [p],"
              + " scripts: [s, t]}}";
      var other = "B: {interface: eth1, virtual-router-id: 1}";
      var group = "  sync-groups: {G: {instances: [A, B]%s}}\n";
      var advice =
          "; track it in the group, give it the weight 0 for a fault, or write tracking-weight:"
              + " true in the group";
      var weight = "warning: vrrp.instances.A: the weight of ";
      assertThat(saidOf(things + group.formatted(""), instance, other))
          .containsExactly(
              weight
                  + "interface eth2 does not count in sync group G: its loss is a fault"
                  + advice,
              weight + "script s does not count in sync group G: the track is ignored" + advice,
              weight
                  + "file load does not count in sync group G: every number except 0 in it is a"
                  + " fault"
                  + advice,
              weight + "file five does not count in sync group G: the track is ignored" + advice);
      assertThat(weights(things + group.formatted(""), instance, other))
          .containsExactlyInAnyOrder(
              "interface eth2 0", "script t 0", "process p -10", "file load 0");
      assertThat(weights(things + group.formatted(", tracking-weight: true"), instance, other))
          .containsExactlyInAnyOrder(
              "interface eth2 3",
              "script s -20",
              "script t 0",
              "process p -10",
              "file load 1",
              "file five 5");
    }

    @Test
    void weightsOfAGroupMoveAllMembers() throws ConfigException {
      var scripts = "  scripts: {s: {command: /bin/s, weight: -20}}\n";
      var instance = INSTANCE + "{scripts: [{script: s, weight: 5}]}}";
      var other = "B: {interface: eth1, virtual-router-id: 1}";
      var group = "  sync-groups: {G: {instances: [A, B], track: {scripts: [s]}}}\n";
      assertThat(weights(scripts + group, instance, other)).containsExactly("script s -20");
      assertThat(weights(scripts + group, other, instance)).containsExactly("script s -20");
    }

    /** Returns the weights of the first instance. */
    private List<String> weights(String parts, String... instances) throws ConfigException {
      var yaml = "vrrp:\n  instances:\n    " + String.join("\n    ", instances) + "\n" + parts;
      var tracks = host.load(yaml).config().vrrp().instances().getFirst().tracks();
      var weights = new ArrayList<String>();
      tracks
          .interfaces()
          .forEach(t -> weights.add("interface " + t.interfaceName() + " " + t.weight()));
      tracks.watched().forEach(t -> weights.add(t.words() + " " + t.weight()));
      return weights;
    }
  }

  @Nested
  class ScriptChecks {

    @Test
    void aTrackNamesAnExistingScript() {
      assertThat(
              saidOf(
                  "  scripts: {web-alive: {command: /bin/s}}\n",
                  "A: {interface: eth0, virtual-router-id: 1, track: {scripts: [web-aliv]}}"))
          .containsExactly(
              "error: vrrp.instances.A.track.scripts: vrrp.scripts has no \"web-aliv\"; did you"
                  + " mean \"web-alive\"?");
    }

    @Test
    void anUntrackedScriptCausesAWarning() {
      assertThat(
              saidOf(
                  "  scripts: {s: {command: /bin/s}}\n",
                  "A: {interface: eth0, virtual-router-id: 1}"))
          .containsExactly(
              "warning: vrrp.scripts.s: no instance tracks this script, so it is never run; name it"
                  + " under track.scripts or remove it");
    }

    @Test
    void aCommandThatScriptSecurityRefusesIsAnErrorInItsPlace() {
      assertThat(
              saidOf(
                  "  scripts: {s: {command: /writable/s}, t: {command: /bin/t, user: stranger}}\n",
                  "A: {interface: eth0, virtual-router-id: 1, track: {scripts: [s, t]},"
                      + " notify: {any: {command: /bin/n, user: stranger}, master: /writable/n}}"))
          .containsExactly(
              "error: vrrp.instances.A.notify.any: user stranger: no such user",
              "error: vrrp.instances.A.notify.master: /writable/n: /writable/n is writable by"
                  + " everyone",
              "error: vrrp.scripts.s.command: /writable/s: /writable/s is writable by everyone",
              "error: vrrp.scripts.t.command: user stranger: no such user");
    }

    @Test
    void aCommandExistsAndIsAbsolute() {
      assertThat(
              saidOf(
                  "  scripts: {s: {command: [/missing/s, a]}, t: {command: curl -f}}\n",
                  "A: {interface: eth0, virtual-router-id: 1, notify: {any: /missing/n}}"))
          .containsExactly(
              "error: vrrp.instances.A.notify.any: \"/missing/n\" does not exist",
              "error: vrrp.scripts.s.command: \"/missing/s\" does not exist",
              "error: vrrp.scripts.t.command: \"curl\" (expected: the absolute path of a program,"
                  + " as in /usr/bin/curl)");
      assertThat(
              saidOf(
                  "  scripts: {s: {command: /bin/s, group: g}}\n",
                  "A: {interface: eth0, virtual-router-id: 1, track: {scripts: [s]}}"))
          .containsExactly("error: vrrp.scripts.s.group: a group without a user; add user");
    }

    @Test
    void nothingIsTrackedTwice() {
      assertThat(said("track: {interfaces: [eth1, {interface: eth1, weight: 5}]}"))
          .containsExactly(
              "error: vrrp.instances.A.track.interfaces: eth1 is tracked twice; remove one");
    }
  }
}
