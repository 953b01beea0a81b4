package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.holdfast.agent.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Tests that unusual statements of a {@code vrrp_instance} have the same result here as in
 * keepalived 2.2.7 according to its own dump.
 */
class KeepalivedInstancesTest {

  private final FakeHost host = new FakeHost();

  private static String conf(String lines) {
    return lines.replace(" ; ", "\n") + "\n";
  }

  private static String instance(String lines) {
    return "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n" + conf(lines) + "}\n";
  }

  /** Returns YAML with keepalived's defaults, where ours differ. */
  private static String yaml(String members) {
    return "vrrp: {defaults: {check-source: false, advert-before-yielding: false}, instances: {A:"
        + " {interface: eth0, virtual-router-id: 1"
        + (members.isEmpty() ? "" : ", " + members)
        + "}}}\n";
  }

  /**
   * Asserts that {@code conf} and {@code yaml} have the same result, and that no warning is an
   * error.
   */
  private void assertSame(String conf, String yaml) throws ConfigException {
    assertThat(host.load(conf).config().vrrp()).isEqualTo(host.load(yaml).config().vrrp());
  }

  private void assertWarned(String conf, String word) {
    assertThat(host.problems(conf))
        .anyMatch(line -> line.contains(": warning: ") && line.contains(word));
  }

  @Test
  void announcementsOnFurtherLinksBecomeARefresh() throws ConfigException {
    assertSame(instance("garp_extra_if all 100"), yaml("gratuitous-arp: {refresh: 100s}"));
    assertSame(instance("vmac_garp_intvl 30"), yaml("gratuitous-arp: {refresh: 30s}"));
    assertSame(instance("garp_extra_if 0"), yaml(""));
    assertSame(
        instance("garp_master_refresh 60 ; garp_extra_if 100"),
        yaml("gratuitous-arp: {refresh: 60s}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "vrrp_garp_extra_if all 90 | 90 | ''",
        "vrrp_garp_extra_if all 90 | 50 | garp_extra_if all 50",
        "vrrp_garp_extra_if all 90 | 0 | garp_extra_if 0",
        "vrrp_garp_extra_if all 90 | 40 | garp_master_refresh 40",
        "vrrp_garp_master_refresh 60 | 60 | garp_extra_if all 50",
        "vrrp_garp_master_refresh 60 | 60 | garp_extra_if 0",
      })
  void announcementsOnFurtherLinksMayDifferFromThoseOfOtherInstances(
      String global, long seconds, String own) throws ConfigException {
    assertThat(
            host.load("global_defs {\n" + global + "\n}\n" + instance(own))
                .config()
                .vrrp()
                .instances()
                .getFirst()
                .announcements()
                .refresh())
        .isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void aLateMasterYieldsOnlyWithoutPreemption() throws ConfigException {
    var late = "state BACKUP ; nopreempt ; timer_expired_backup";
    assertSame(instance(late), yaml("preempt: false, yield-when-late: 254"));
    assertSame(instance(late + " 120"), yaml("preempt: false, yield-when-late: 120"));
    assertSame(
        instance("nopreempt ; thread_timer_expired 9"), yaml("preempt: false, yield-when-late: 9"));
    assertSame(instance("timer_expired_backup 120"), yaml(""));
    assertWarned(
        instance("timer_expired_backup 120"),
        "timer_expired_backup has no effect without nopreempt; ignored");
    assertThat(host.problems(yaml("yield-when-late: 254")))
        .anyMatch(line -> line.contains("error") && line.contains("add preempt: false or remove"));
  }

  @Test
  void promoteSecondariesIsASettingOfTheInterface() throws ConfigException {
    assertSame(instance("promote_secondaries"), yaml("promote-secondaries: true"));
  }

  @Nested
  class Rules {

    /** Without its selector, a rule would match the packets of all hosts. */
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "to 198.51.100.300/24 table 100 preference 1000 | to 198.51.100.300/24 cannot be used",
          "from 192.168.100./24 table 2 preference 7 | from 192.168.100./24 cannot be used",
          "from 10.21/16 table 122 | from 10.21/16 cannot be used",
          "from 10.4.0.0/16 table 104 bogus 1 | bogus 1 cannot be used",
          "from 10.25.0.0/16 table 127 pref 77 | pref 77 cannot be used",
          "from 10.6.0.0/16 table nosuch | table nosuch cannot be used",
          "from 10.10.0.0/16 lookup 106 priority abc | priority abc cannot be used",
          "fwmark zz table 109 | fwmark zz cannot be used",
          "fwmark 1/zz table 109 | fwmark 1/zz cannot be used",
          "from 10.7.0.0/16 | a rule without a table or another action does nothing",
          "from 10.7.0.0/16 to fd00::/8 table 5 | IPv4 and IPv6 addresses are mixed",
          "from table 5 | from table cannot be used",
          "iif | iif cannot be used",
          "from 10.0.0.0/8 table 5 goto 9 preference 3 | table and goto in one rule exclude each"
              + " other",
          "goto 9 preference 9 | goto needs a preference below its target",
          "goto 9 | goto needs a preference below its target",
          "nop suppress_prefixlength 0 preference 9 | suppressors and realms need a table",
          "from fd00::/8 realms 3 table 5 | realms are only for IPv4",
          "uidrange 7 table 5 | uidrange 7 cannot be used",
          "sport 20-10 table 5 | sport 20-10 cannot be used",
          "ipproto nosuch table 5 | ipproto nosuch cannot be used",
          "type unicast | type unicast cannot be used",
          "tunnel-id x table 5 | tunnel-id x cannot be used",
          "table 5 track_group G | track_group G cannot be used",
        })
    void withAnUnusablePartAreLeftOut(String rule, String word) throws ConfigException {
      var conf = instance("virtual_rules { ; " + rule + " ; }");
      assertSame(conf, yaml(""));
      assertWarned(conf, word + "; the rule \"" + rule + "\" is left out");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "from 10.2.3.4/8 table 101 preference 500 | from: 10.0.0.0/8, table: 101, priority: 500",
          "from 10.0.0.0/33 table 103 order 9 | from: 10.0.0.0, table: 103, priority: 9",
          "from all to 10.3.0.0/16 table 5 priority 9 | to: 10.3.0.0/16, table: 5, priority: 9",
          "from 10.8.0.0/16 lookup 6 priority 0 | from: 10.8.0.0/16, table: 6, priority: 0",
          "from 10.9.0.0/16 lookup 6 priority 40000 | from: 10.9.0.0/16, table: 6, priority: 40000",
          "fwmark 0x5/0xff table 8 preference 3 | firewall-mark: 5, firewall-mask: 255, table: 8,"
              + " priority: 3",
          "not from 10.0.0.0/8 table 4 preference 3 | from: 10.0.0.0/8, inverted: true, table: 4,"
              + " priority: 3",
          "tos 0x10 realms 30/20 table 4 preference 3 | tos: 16, realms: 30/20, table: 4,"
              + " priority: 3",
          "goto 200 preference 3 | goto: 200, priority: 3",
          "nop preference 3 | action: nop, priority: 3",
          "type prohibit preference 3 | action: prohibit, priority: 3",
          "inet6 blackhole preference 3 | family: ipv6, action: blackhole, priority: 3",
          "table main sup_pl 0 sup_group 5 preference 3 | suppress-prefix-length: 0,"
              + " suppress-interface-group: 5, priority: 3",
          "l3mdev preference 3 | l3mdev: true, priority: 3",
          "uidrange 10000-19999 ipproto UDP sport 10-20 dport 80 table 4 preference 3 | users:"
              + " 10000-19999, ip-protocol: udp, source-port: 10-20, destination-port: 80, table:"
              + " 4, priority: 3",
          "tunnel-id 55 table 4 preference 3 | tunnel-id: 55, table: 4, priority: 3",
          "protocol 12 no_track table 4 preference 3 | protocol: bird, tracked: false, table: 4,"
              + " priority: 3",
          "protocol 12 table 4 preference 3 | table: 4, priority: 3",
          "from 10.1.0.0/16 to 10.2.0.0/16 from 10.3.0.0/16 table 4 priority 3 | from: 10.3.0.0/16,"
              + " to: 10.2.0.0/16, table: 4, priority: 3",
        })
    void areReadAsKeepalivedReadsThem(String rule, String yaml) throws ConfigException {
      assertSame(instance("virtual_rules { ; " + rule + " ; }"), yaml("rules: [{" + yaml + "}]"));
    }

    @Test
    void withASinglePortAreSaidToDiffer() {
      assertWarned(
          instance("virtual_rules { ; dport 80 table 4 preference 3 ; }"),
          "dport 80: keepalived 2.2 adds the rule for every port; here it is only for port 80, as"
              + " with 80-80");
    }

    @Test
    void withoutAPreferenceCountDownInEachFamily() throws ConfigException {
      var conf =
          instance(
              "virtual_rules { ; table 1 ; from 10.0.0.0/8 table 2 ; from fd00::/8 table 3 ; }");
      assertSame(
          conf,
          yaml(
              "rules: [{table: 1, priority: 16384},"
                  + " {from: 10.0.0.0/8, table: 2, priority: 16383},"
                  + " {from: 'fd00::/8', table: 3, priority: 16384}]"));
      assertWarned(conf, "a rule without a preference; 16384 is used");
    }
  }

  @Nested
  class Routes {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "10.3.0.0/16 via 10.0.0.555 dev eth0 | via 10.0.0.555 cannot be used",
          "10.4.0.0/16 via 10.0.0.5 dev eth0 bogus 4 | bogus 4 cannot be used",
          "10.8.0.0/16 via 10.0.0.5/24 dev eth0 | via 10.0.0.5/24 cannot be used",
          "10.9.0.0/16 dev eth0 metric abc | metric abc cannot be used",
          "10.10.0.0/16 dev eth0 table nosuch | table nosuch cannot be used",
          "10.19.0.0/16 via 10.0.0.5 src 10.0.0.999 | src 10.0.0.999 cannot be used",
          "10.22/16 via 10.0.0.5 | 10.22/16 via cannot be used",
          "via 10.0.0.5 dev eth0 | a route without a destination",
          "fd02::/16 via 10.0.0.5 | IPv4 and IPv6 addresses are mixed",
          "10.16.0.0/16 via inet6 fd00::5 dev eth0 | IPv4 and IPv6 addresses are mixed",
          "10.20.0.0/16 via 10.0.0.5 src fd00::1 | IPv4 and IPv6 addresses are mixed",
          "198.51.100.7/24 via 10.0.0.254 dev eth0 | 198.51.100.7/24 has bits set beyond its"
              + " length",
          "10.21.0.0/16 | a route needs via, dev or nexthop",
          "blackhole 10.18.0.0/16 via 10.0.0.5 | a blackhole route must have neither via nor dev",
          "throw 10.18.0.0/16 dev eth0 | a throw route must have neither via nor dev",
          "10.18.0.0/16 dev eth0 from 10.0.0.0/8 | from is only for IPv6",
          "10.18.0.0/16 dev eth0 pref high | router-preference is only for IPv6",
          "10.18.0.0/16 dev eth0 expires 60 | expires is only for IPv6",
          "fd02::/16 dev eth0 realms 4 | realms are only for IPv4",
          "10.18.0.0/16 dev eth0 vrf red | vrf red cannot be used",
          "10.18.0.0/16 dev eth0 tos zz | tos zz cannot be used",
          "10.18.0.0/16 dev eth0 congctl | congctl cannot be used",
          "10.18.0.0/16 dev eth0 rtt 300us | rtt 300us cannot be used",
          "10.18.0.0/16 dev eth0 hoplimit 256 | hoplimit 256 cannot be used",
          "10.18.0.0/16 dev eth0 quickack 2 | quickack 2 cannot be used",
          "10.18.0.0/16 dev eth0 ttl-propagate 1 | ttl-propagate 1 cannot be used",
          "10.18.0.0/16 dev eth0 encap seg6 | encap seg6 cannot be used",
          "10.18.0.0/16 dev eth0 encap mpls 1/zz | encap mpls cannot be used",
          "10.18.0.0/16 dev eth0 encap ip ttl 4 | encap ip cannot be used",
          "10.18.0.0/16 dev eth0 encap ip dst fd00::1 | encap ip cannot be used",
          "10.18.0.0/16 dev eth0 encap ila 1:2 | encap ila cannot be used",
          "10.18.0.0/16 via 10.0.0.5 or | or cannot be used",
          "10.18.0.0/16 or 10.0.0.5 | or 10.0.0.5 cannot be used",
          "10.18.0.0/16 nexthop weight 3 | a nexthop needs via or dev",
          "10.18.0.0/16 nexthop via fd00::5 | IPv4 and IPv6 addresses are mixed",
          "10.18.0.0/16 dev eth0 track_group G | track_group G cannot be used",
        })
    void withAnUnusablePartAreLeftOut(String route, String word) throws ConfigException {
      var conf = instance("virtual_routes { ; " + route + " ; }");
      assertSame(conf, yaml(""));
      assertWarned(conf, word + "; the route \"" + route + "\" is left out");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "10.2.0.0/33 via 10.0.0.5 | destination: 10.2.0.0, gateway: 10.0.0.5",
          "src 10.0.0.9 to 10.7.0.0/16 gw 10.0.0.5 dev eth0 | destination: 10.7.0.0/16, gateway:"
              + " 10.0.0.5, interface: eth0, source: 10.0.0.9",
          "10.11.0.0/16 dev eth0 mtu 99999 | destination: 10.11.0.0/16, interface: eth0, mtu:"
              + " 65520",
          "10.12.0.0/16 dev eth0 mtu lock 1400 | destination: 10.12.0.0/16, interface: eth0, mtu:"
              + " 1400, locked: mtu",
          "10.26.0.0/16 via 10.0.0.5 quickack 1 | destination: 10.26.0.0/16, gateway: 10.0.0.5,"
              + " quickack: true",
          "10.26.0.0/16 dev eth0 tos 0x04 scope link metric 12 hoplimit 100 advmss 99999 reordering"
              + " 104 window 105 cwnd 106 ssthresh lock 107 realms 3/4 initcwnd 109 initrwnd 110"
              + " features ecn fastopen_no_cookie 1 congctl lock reno | destination: 10.26.0.0/16,"
              + " interface: eth0, tos: 4, scope: link, metric: 12, hop-limit: 100, advmss: 65495,"
              + " reordering: 104, window: 105, cwnd: 106, ssthresh: 107, realms: 3/4, initcwnd:"
              + " 109, initrwnd: 110, ecn: true, fastopen-no-cookie: true, congestion-control:"
              + " reno, locked: [ssthresh, congestion-control]",
          "10.26.0.0/16 dev eth0 rtt 3000 rttvar 3000 rto_min 3000 | destination: 10.26.0.0/16,"
              + " interface: eth0, rtt: 375ms, rttvar: 750ms, rto-min: 3s",
          "10.26.0.0/16 dev eth0 rtt 1500ms rttvar lock 2s rto_min 1 | destination: 10.26.0.0/16,"
              + " interface: eth0, rtt: 1500ms, rttvar: 2s, locked: rttvar, rto-min: 200ms",
          "10.26.0.0/16 nexthop via 10.0.0.5 dev eth0 weight 2 nexthop dev eth1 onlink realms 7 |"
              + " destination: 10.26.0.0/16, next-hops: [{gateway: 10.0.0.5, interface: eth0,"
              + " weight: 2}, {interface: eth1, on-link: true, realms: 7}]",
          "10.26.0.0/16 nexthop via 10.0.0.5 nexthop via 10.0.0.6 as 10.0.0.7 | destination:"
              + " 10.26.0.0/16, next-hops: [{gateway: 10.0.0.5}]",
          "10.26.0.0/16 nexthop via 10.0.0.5 bogus 3 | destination: 10.26.0.0/16, next-hops:"
              + " [{gateway: 10.0.0.5}]",
          "10.26.0.0/16 via 10.0.0.5 or 10.0.0.6 dev eth0 | destination: 10.26.0.0/16, next-hops:"
              + " [{gateway: 10.0.0.5, interface: eth0}, {gateway: 10.0.0.6, interface: eth0}]",
          "10.26.0.0/16 dev eth0 nexthop via 10.0.0.5 | destination: 10.26.0.0/16, next-hops:"
              + " [{gateway: 10.0.0.5, interface: eth0}]",
          "default nexthop via fd00::5 | destination: '::/0', next-hops: [{gateway: 'fd00::5'}]",
          "10.26.0.0/16 via 10.0.0.5 as to 10.0.0.7 | destination: 10.26.0.0/16, gateway: 10.0.0.5",
          "10.26.0.0/16 dev eth0 protocol 12 | destination: 10.26.0.0/16, interface: eth0",
          "10.26.0.0/16 dev eth0 protocol 12 no_track | destination: 10.26.0.0/16, interface: eth0,"
              + " protocol: bird, tracked: false",
          "10.26.0.0/16 dev eth0 vrf blue | destination: 10.26.0.0/16, interface: eth0, vrf: blue",
          "10.26.0.0/16 dev eth0 encap mpls 100/200 ttl-propagate disabled | destination:"
              + " 10.26.0.0/16, interface: eth0, encapsulation: {type: mpls, labels: [100, 200]},"
              + " ttl-propagation: false",
          "10.26.0.0/16 encap ip id 5 dst 10.0.0.5 src 10.0.0.1 tos 4 ttl 8 flags 16 dev eth0 |"
              + " destination: 10.26.0.0/16, interface: eth0, encapsulation: {type: ip, id: 5,"
              + " destination: 10.0.0.5, source: 10.0.0.1, tos: 4, hop-limit: 8, flags: 16}",
          "fd02::/16 dev eth0 encap ip6 dst fd00::5 tc 8 hoplimit 64 | destination: 'fd02::/16',"
              + " interface: eth0, encapsulation: {type: ip6, destination: 'fd00::5', tos: 8,"
              + " hop-limit: 64}",
          "fd02::/16 dev eth0 encap ila 1:2:3:4 | destination: 'fd02::/16', interface: eth0,"
              + " encapsulation: {type: ila, locator: '1:2:3:4'}",
          "fd02::/16 dev eth0 from fd03::/16 pref high expires 600 tos 4 | destination:"
              + " 'fd02::/16', interface: eth0, from: 'fd03::/16', router-preference: high,"
              + " expires: 10m",
          "throw 10.17.0.0/16 | destination: 10.17.0.0/16, type: throw",
          "local 10.17.0.0/16 dev lo | destination: 10.17.0.0/16, type: local, interface: lo",
          "anycast 10.17.0.0/16 dev eth0 add | destination: 10.17.0.0/16, type: anycast, interface:"
              + " eth0, placement: add",
          "10.32.0.0/16 10.33.0.0/16 dev eth0 | destination: 10.33.0.0/16, interface: eth0",
          "10.23.0.0/16 via 10.0.0.5 metric 5 metric 6 | destination: 10.23.0.0/16, gateway:"
              + " 10.0.0.5, metric: 6",
          "default via inet6 fd00::5 dev eth0 | destination: '::/0', gateway: 'fd00::5', interface:"
              + " eth0",
          "blackhole 10.17.0.0/16 | destination: 10.17.0.0/16, type: blackhole",
          "10.40.0.0/16 via 10.0.0.5 append | destination: 10.40.0.0/16, gateway: 10.0.0.5,"
              + " placement: append",
        })
    void areReadAsKeepalivedReadsThem(String route, String yaml) throws ConfigException {
      assertSame(
          instance("virtual_routes { ; " + route + " ; }"), yaml("routes: [{" + yaml + "}]"));
    }
  }

  @Nested
  class HeldAddresses {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "10.0.0.9 ; 10.0.0.9 label eth0:1 | [10.0.0.9, {address: 10.0.0.9, label: eth0:1}] |"
              + " is listed twice",
          "10.0.0.10/33 | [10.0.0.10] | the prefix length is not valid; 32",
          "10.0.0.10/255.255.255.0 | [10.0.0.10] | the prefix length is not valid; 32",
          "10.0.0.25/24, | [10.0.0.25/24] | the prefix length is read as 24",
          "10.0.0.11/0 | [10.0.0.11] | has no prefix length; a host's own is used",
          "10.0.0.13/24 brd + | [{address: 10.0.0.13/24, broadcast: 10.0.0.255}] | ",
          "10.0.0.9 brd + | [10.0.0.9] | ",
          "10.0.0.14/24 brd - | [{address: 10.0.0.14/24, broadcast: 10.0.0.0}] | ",
          "10.0.0.16/24 broadcast 10.0.0.255 | [{address: 10.0.0.16/24, broadcast: 10.0.0.255}] | ",
          "10.0.0.15/24 brd 10.0.0.999 ; 10.0.0.9 | [10.0.0.9] | 10.0.0.999 is not a broadcast"
              + " address; the address is left out",
          "10.0.0.19/24 label eth0:aaaaaaaaaaaaaaa ; 10.0.0.9 | [10.0.0.9] | more than 15"
              + " characters; the address is left out",
          "10.0.0.34/24 label ; 10.0.0.9 | [10.0.0.9] | label without a value; the address is left"
              + " out",
          "10.0.0.18/24 scope bogus | [10.0.0.18/24] | 10.0.0.18/24: scope bogus is unknown;"
              + " ignored",
          "10.0.0.22/24 peer 10.0.0.23/32 | [10.0.0.22/24] | peer 10.0.0.23/32 is not an address",
          "10.0.0.24/24 peer fd00::1 | [10.0.0.24/24] | peer fd00::1 is not an address of the same"
              + " family",
          "10.0.0.9 ; fd00::9/64 | [10.0.0.9] | fd00::9/64 is not of the family of the instance",
          "10.0.0.9 ; 010.0.0.30 ; 10.0.0.29-10.0.0.31 ; host.example | [10.0.0.9] | host.example"
              + " is not an address",
          "127.0.0.5/8 ; 224.0.0.9 | [127.0.0.5/8, 224.0.0.9] | is a multicast address",
          "fe80::9/64 scope link ; fd00::11/64 label eth0:1 | ['fe80::9/64', 'fd00::11/64'] | the"
              + " kernel finds IPv6's scope out; ignored",
          "fe80::9/64 ; fd00::13/64 brd fd00::ff ; 10.0.0.9 | ['fe80::9/64'] | IPv6 has no"
              + " broadcast address; the address is left out",
        })
    void areReadAsKeepalivedReadsThem(String lines, String addresses, String word)
        throws ConfigException {
      var conf = instance("virtual_ipaddress { ; " + lines + " ; }");
      assertSame(conf, yaml("addresses: " + addresses));
      if (word == null) {
        assertThat(host.problems(conf)).isEmpty();
      } else {
        assertWarned(conf, word);
      }
    }

    /** keepalived refuses adverts that list a different number of addresses. */
    @Test
    void areAdvertisedAsOftenAsTheyAreListedButHeldOnce() throws ConfigException {
      var conf =
          instance("virtual_ipaddress { ; 10.0.0.8/24 ; 10.0.0.9/24 ; 10.0.0.9/24 label a ; }");
      var holdings = host.load(conf).config().vrrp().instances().getFirst().holdings();
      assertThat(holdings.advertised()).hasSize(3);
      assertThat(holdings.all()).hasSize(2);
    }

    @Test
    void areAdvertisedAlthoughTheyAreExcludedFirst() throws ConfigException {
      assertSame(
          instance(
              "virtual_ipaddress_excluded { ; 10.0.0.9/24 ; fd00::1/64 ; } ; "
                  + "virtual_ipaddress { ; 10.0.0.9/24 ; }"),
          yaml("addresses: [10.0.0.9/24], excluded-addresses: ['fd00::1/64']"));
    }

    @Test
    void areExcludedBeyondWhatAnAdvertCanHold() throws ConfigException {
      assertThat(advertised(numbered("fd00::%x", 101), null)).isEqualTo(89);
      assertThat(advertised(numbered("fd00::%x", 101), "1280\n")).isEqualTo(76);
      assertThat(advertised(numbered("fd00::%x", 300), "9000\n")).isEqualTo(255);
      assertThat(advertised(numbered("fd00::%x", 101), "600\n")).isEqualTo(33);
      assertThat(advertised(numbered("10.0.1.%d", 254), null)).isEqualTo(254);
      assertThat(advertised(numbered("10.0.1.%d", 254), "600\n")).isEqualTo(137);
    }

    private static List<String> numbered(String pattern, int count) {
      return IntStream.rangeClosed(1, count).mapToObj(pattern::formatted).toList();
    }

    private int advertised(List<String> addresses, @Nullable String mtu) throws ConfigException {
      host.files.put("/sys/class/net/eth0/mtu", mtu == null ? "" : mtu);
      var conf =
          instance(
              addresses.stream().collect(Collectors.joining("\n", "virtual_ipaddress {\n", "\n}")));
      var holdings = host.load(conf).config().vrrp().instances().getFirst().holdings();
      assertThat(holdings.all()).hasSize(addresses.size());
      return holdings.advertised().size();
    }

    @Test
    void areCountedByOneLookAtTheLinkHoweverManyInstancesItHas() throws ConfigException {
      var one = instance("virtual_ipaddress { ; 10.0.0.9 ; }");
      host.load(one);
      assertThat(host.readMachineFiles).isEmpty();
      var two = instance("virtual_ipaddress { ; 10.0.0.9 ; 10.0.0.10 ; }");
      host.load(
          two + two.replace("instance A", "instance B").replace("router_id 1", "router_id 2"));
      assertThat(host.readMachineFiles).containsExactly("/sys/class/net/eth0/mtu");
    }

    @Test
    void mayBeThoseOfAnotherInstance() throws ConfigException {
      var conf = instance("virtual_ipaddress { ; 10.0.0.9 ; }");
      var other = conf.replace("instance A", "instance B").replace("router_id 1", "router_id 2");
      assertThat(host.load(conf + other).config().vrrp().instances()).hasSize(2);
      assertWarned(conf + other, "holds 10.0.0.9 as A does");
    }
  }

  @Nested
  class ElectionTerms {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "state MASTER ; priority 256 | priority: 100 | priority 256 (expected",
          "state MASTER ; priority 0 | priority: 100 | priority 0 (expected",
          "state MASTER ; priority -1 | priority: 100 | priority -1 (expected",
          "state MASTER ; priority 100abc | priority: 100 | priority 100abc (expected",
          "state MASTER ; priority $X | priority: 100 | priority $X (expected",
          "priority 150 ; priority 300 | priority: 100 | priority 300 (expected",
          "state MASTER | priority: 255 | ",
          "state BACKUP ; state MASTER | priority: 255 | ",
          "state master ; priority 120 | priority: 120 | unknown state master (expected: MASTER or"
              + " BACKUP); BACKUP is used",
          "state MASTER ; priority 100 ; nopreempt | priority: 100 | nopreempt does not work with"
              + " state MASTER",
          "state MASTER ; priority 100 ; preempt_delay 60 | priority: 100 | preempt_delay does not"
              + " work with state MASTER",
          "priority 255 ; preempt_delay 60 | priority: 255 | preempt_delay does not work with state"
              + " MASTER",
          "state BACKUP ; priority 255 ; preempt_delay 5 | priority: 255, preempt-delay: 5s | ",
          "state BACKUP ; priority 100 ; nopreempt | preempt: false | ",
          "nopreempt ; preempt_delay 5 | preempt: false | preempt_delay has no effect with"
              + " nopreempt",
        })
    void areReadAsKeepalivedReadsThem(String lines, String yaml, String word)
        throws ConfigException {
      var conf = instance(lines);
      assertSame(conf, yaml(yaml));
      if (word == null) {
        assertThat(host.problems(conf)).isEmpty();
      } else {
        assertWarned(conf, word);
      }
    }
  }

  @Nested
  class Announcements {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "garp_master_delay 20 ; garp_master_repeat 2 | delay: 20s, repeat: 2,"
              + " lower-priority-delay: 5s, lower-priority-repeat: 5",
          "garp_master_refresh 1.0 ; garp_lower_prio_delay 2.9 | refresh: 1s, lower-priority-delay:"
              + " 2s",
          "garp_master_repeat 0 ; garp_master_refresh_repeat 0 | repeat: 1, refresh-repeat: 1,"
              + " lower-priority-repeat: 5",
          "garp_master_repeat 1000 | repeat: 100, lower-priority-repeat: 5",
          "garp_master_delay -1 | delay: 5s",
          "garp_master_delay abc | delay: 0, lower-priority-delay: 5s",
          "garp_lower_prio_repeat 0 | lower-priority-repeat: 0",
        })
    void areReadAsKeepalivedReadsThem(String lines, String yaml) throws ConfigException {
      assertSame(instance(lines), yaml("gratuitous-arp: {" + yaml + "}"));
    }

    @Test
    void afterALowerPriorityAreTheGlobalOnes() throws ConfigException {
      assertSame(
          "global_defs {\n vrrp_garp_master_delay 7\n vrrp_garp_lower_prio_repeat 4\n}\n"
              + instance("garp_master_delay 20 ; garp_master_repeat 2"),
          yaml(
              "gratuitous-arp: {delay: 20s, repeat: 2, lower-priority-delay: 7s,"
                  + " lower-priority-repeat: 4}"));
    }
  }

  @Nested
  class Addressing {

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        value = {
          "unicast_src_ip 10.0.0.1/24 ; unicast_peer { ; 10.0.0.2/24 ; 10.0.0.3/33 ; } |"
              + " source-address: 10.0.0.1, unicast: {peers: [10.0.0.2, 10.0.0.3]}",
          "mcast_src_ip 10.0.0.1/24 | source-address: 10.0.0.1",
          "mcast_dst_ip 224.0.0.99 | multicast-group: 224.0.0.99",
          "mcast_dst_ip 10.0.0.5 | ",
          "unicast_src_ip 10.0.0.1 ; unicast_peer { ; 10.0.0.1 ; 10.0.0.2 ; } | source-address:"
              + " 10.0.0.1, unicast: {peers: [10.0.0.2]}",
          "unicast_peer { ; 10.0.0.1 ; 10.0.0.2 ; } ; unicast_src_ip 10.0.0.1 | source-address:"
              + " 10.0.0.1, unicast: {peers: [10.0.0.2]}",
          "unicast_peer { ; 10.0.0.2 ; 224.0.0.1 ; host.example ; fd00::2 ; 10.0.0.7 foo ; } |"
              + " unicast: {peers: [10.0.0.2, 10.0.0.7]}",
          "unicast_peer { ; 10.0.0.4 min_ttl 250 ; } | unicast: {peers: [{address: 10.0.0.4,"
              + " min-ttl: 250}], check-source: true}",
          "unicast_peer { ; 10.0.0.5 min_ttl 300 ; } | unicast: {peers: [10.0.0.5], check-source:"
              + " true}",
          "unicast_peer { ; 10.0.0.2 ; } ; check_unicast_src off | unicast: {peers: [10.0.0.2],"
              + " check-source: true}",
          "unicast_src_ip fd00::1 ; virtual_ipaddress { ; 10.0.0.9 ; fd00::10 ; } ; unicast_peer {"
              + " ; 10.0.0.2 ; fd00::2 ; } | source-address: 'fd00::1', addresses: ['fd00::10'],"
              + " unicast: {peers: ['fd00::2']}",
          "unicast_peer { ; 10.0.0.2 ; } ; virtual_ipaddress { ; 2001:db8::7/64 ; 192.0.2.7/24 ; }"
              + " | addresses: [192.0.2.7/24], unicast: {peers: [10.0.0.2]}",
          "virtual_ipaddress_excluded { ; fd00::1 ; } ; virtual_ipaddress { ; 10.0.0.9 ; } |"
              + " addresses: [10.0.0.9], excluded-addresses: ['fd00::1']",
          "virtual_ipaddress { ; 10.0.0.9 ; } ; mcast_dst_ip ff02::7 ; mcast_src_ip fd00::1 |"
              + " addresses: [10.0.0.9]",
        })
    void isReadAsKeepalivedReadsIt(String lines, String yaml) throws ConfigException {
      assertSame(instance(lines), yaml(yaml == null ? "" : yaml));
    }

    @Test
    void globalMulticastGroupsAreReadAsByKeepalived() throws ConfigException {
      assertSame(
          "global_defs {\n vrrp_mcast_group4 10.0.0.5\n vrrp_mcast_group6 ff02::5/64\n}\n"
              + instance("virtual_ipaddress { ; fe80::9 ; }"),
          "vrrp: {defaults: {multicast-group-ipv6: 'ff02::5', advert-before-yielding: false},"
              + " instances: {A: {interface: eth0, virtual-router-id: 1, addresses:"
              + " ['fe80::9']}}}\n");
    }
  }

  @Test
  void strictModeSendsNoAdvertBeforeYielding() throws ConfigException {
    var strict = instance("strict_mode ; higher_prio_send_advert");
    assertThat(
            host.load(strict)
                .config()
                .vrrp()
                .instances()
                .getFirst()
                .election()
                .adverts()
                .advertBeforeYielding())
        .isFalse();
  }

  @Test
  void anOwnerMayBeInAGroupWithOthers() throws ConfigException {
    var conf =
        instance("priority 255")
            + instance("priority 120")
                .replace("instance A", "instance B")
                .replace("router_id 1", "router_id 2")
            + "vrrp_sync_group G {\n group {\n A\n B\n }\n}\n";
    assertThat(host.load(conf).config().vrrp().syncGroups()).hasSize(1);
    assertWarned(conf, "A is an owner (priority 255) and B is not");
  }
}
