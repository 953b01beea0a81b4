package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the rules that concern several keys of a route or rule together. */
final class RouteChecksTest {

  private final FakeHost host = new FakeHost();

  private List<String> said(String keys) {
    return host.problems(
        "vrrp:\n  instances:\n    A: {interface: eth0, virtual-router-id: 1, " + keys + "}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "interface: eth0, next-hops: [{gateway: 10.0.0.1}] | has no gateway and no interface of its"
            + " own",
        "next-hops: [{weight: 3}] | a next hop needs a gateway, an interface or both",
        "type: throw, interface: eth0 | a route of this type has no gateway and no interface",
        "interface: eth0, protocol: bird | write tracked: false, or remove protocol",
        "interface: eth0, vrf: red | red is not a VRF of this host",
        "interface: eth0, vrf: blue, table: 7 | a route has a table or a VRF, not both",
        "interface: eth0, from: 'fd00::/8' | IPv4 routes have no from; remove it",
        "interface: eth0, expires: 1m | IPv4 routes have no expires; remove it",
        "interface: eth0, realms: 1/2/3 | \"1/2/3\" (expected: a realm from 0 to 65535, or two",
        "interface: eth0, realms: 65536 | (expected: a realm from 0 to 65535",
        "interface: eth0, encapsulation: {type: mpls} | 0 labels (expected: 1 to 30)",
        "interface: eth0, encapsulation: {type: ip} | a tunnel needs a destination, an id or both",
        "interface: eth0, encapsulation: {type: ip, destination: 'fd00::1'} | (expected: an IPv4"
            + " address, as the type of the encapsulation demands)",
        "interface: eth0, encapsulation: {type: ila, locator: '1:2'} | 1:2 is not a locator",
      })
  void ofARoute(String keys, String message) {
    assertThat(said("routes: [{destination: 192.0.2.0/24, " + keys + "}]"))
        .singleElement()
        .asString()
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gateway: 10.0.0.1 | 10.0.0.1 (expected: an IPv6 address",
        "interface: eth0, tos: 4 | IPv6 routes have no tos; remove it",
        "interface: eth0, from: 'fd00::1/8' | has bits set beyond its length",
        "interface: eth0, expires: 1500ms | the kernel counts whole seconds",
        "next-hops: [{interface: eth0, realms: 4}] | IPv6 routes have no realms; remove it",
      })
  void ofAnIpv6Route(String keys, String message) {
    assertThat(said("routes: [{destination: 'fd07::/16', " + keys + "}]"))
        .singleElement()
        .asString()
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "addresses: [{address: 10.0.0.9, track-group: H}] | there is no track group H",
        "addresses: [10.0.0.9, 10.0.0.9] | 10.0.0.9/32 dev eth0 is listed twice",
        "addresses: [{address: 10.0.0.9, home: true}] | IPv4 addresses have no home; remove it",
        "addresses: [{address: 'fd00::9', preferred-lifetime: 10ms}] | the kernel counts whole"
            + " seconds",
        "track-groups: {G: {instances: [B]}} | there is no instance B",
        "routes: [{destination: 10.0.0.0/8}] | needs a gateway, an interface or both",
      })
  void ofStaticObjects(String keys, String message) {
    assertThat(
            host.problems(
                "vrrp:\n  static: {"
                    + keys
                    + "}\n  instances:\n    A: {interface: eth0, virtual-router-id: 1}\n"))
        .singleElement()
        .asString()
        .contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "goto: 200, action: nop | a rule has goto or an action, not both",
        "goto: 100 | 100 (expected: a number above the rule's own priority",
        "goto: 200, table: 7 | table is only for rules that look a route up; remove it",
        "action: nop, suppress-prefix-length: 0 | suppress-prefix-length is only for rules",
        "l3mdev: true, table: 7 | a rule has a table or l3mdev, not both",
        "protocol: 12 | write tracked: false, or remove protocol",
        "family: ipv6, realms: 4 | IPv6 rules have no realms; remove it",
        "users: 5-4 | \"5-4\" (expected: a number or a range from 0 to 4294967294",
        "source-port: 0 | (expected: a number or a range from 1 to 65535, such as 80 or",
      })
  void ofARule(String keys, String message) {
    assertThat(said("rules: [{priority: 100, " + keys + "}]"))
        .singleElement()
        .asString()
        .contains(message);
  }
}
