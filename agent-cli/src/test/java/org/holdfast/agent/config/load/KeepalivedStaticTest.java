package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.config.ConfigException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what becomes of a keepalived.conf's static objects and of flags of addresses. */
final class KeepalivedStaticTest {

  private static final String INSTANCE =
      "vrrp_instance A {\n interface eth0\n virtual_router_id 1\n}\n";

  private final FakeHost host = new FakeHost();

  private void assertStatic(String conf, String yaml) throws ConfigException {
    var text =
        "vrrp: {static: "
            + yaml
            + ", defaults: {advert-before-yielding: false}, instances: {A:"
            + " {interface: eth0, virtual-router-id: 1}}}\n";
    assertThat(host.load(conf.replace(" ; ", "\n") + "\n" + INSTANCE).config().vrrp())
        .isEqualTo(host.load(text).config().vrrp());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "static_ipaddress { ; 10.1.0.1/24 dev eth1 brd + label eth1:s ; 10.1.0.2 ; } | {addresses:"
            + " [{address: 10.1.0.1/24, interface: eth1, broadcast: 10.1.0.255, label: 'eth1:s'},"
            + " 10.1.0.2]}",
        "global_defs { ; default_interface eth7 ; } ; static_ipaddress { ; 10.1.0.2 ; } |"
            + " {interface: eth7, addresses: [10.1.0.2]}",
        "static_ipaddress { ; fd00::1/64 home -nodad mngtmpaddr preferred_lft 600 ; fd00::2"
            + " preferred_lft forever ; 239.1.1.1 autojoin ; } | {addresses: [{address:"
            + " 'fd00::1/64', home: true, duplicate-address-detection: true, manage-temporary:"
            + " true, preferred-lifetime: 10m}, {address: 'fd00::2', preferred-lifetime: forever},"
            + " {address: 239.1.1.1, auto-join: true}]}",
        "static_routes { ; 10.2.0.0/16 dev eth1 ; default via fd00::5 ; } | {routes: [{destination:"
            + " 10.2.0.0/16, interface: eth1}, {destination: '::/0', gateway: 'fd00::5'}]}",
        "static_rules { ; from 10.2.0.0/16 table 5 preference 9 ; inet6 table 5 preference 8 ; } |"
            + " {rules: [{from: 10.2.0.0/16, table: 5, priority: 9}, {family: ipv6, table: 5,"
            + " priority: 8}]}",
        "track_group G { ; group { ; A B ; } ; } ; static_ipaddress { ; 10.1.0.1/24 track_group G ;"
            + " } ; static_routes { ; 10.2.0.0/16 dev eth1 track_group G ; } ; static_rules { ;"
            + " from 10.2.0.0/16 iif eth1 table 5 preference 9 track_group G ; } | {track-groups:"
            + " {G: {instances: [A]}}, addresses: [{address: 10.1.0.1/24, track-group: G}], routes:"
            + " [{destination: 10.2.0.0/16, interface: eth1, track-group: G}], rules: [{from:"
            + " 10.2.0.0/16, input-interface: eth1, table: 5, priority: 9, track-group: G}]}",
        "track_group G { ; group { ; B ; } ; } ; static_ipaddress { ; 10.1.0.1/24 track_group G ; }"
            + " | {addresses: [10.1.0.1/24]}",
        "track_group G { ; group { ; A ; } ; } ; static_routes { ; 10.2.0.0/16 via 10.0.0.5"
            + " track_group G ; } | {track-groups: {G: {instances: [A]}}, routes: [{destination:"
            + " 10.2.0.0/16, gateway: 10.0.0.5}]}",
        "track_group G { ; group { ; A ; } ; } ; static_ipaddress { ; 10.1.0.1/24 no_track"
            + " track_group G ; } | {track-groups: {G: {instances: [A]}}, addresses: [{address:"
            + " 10.1.0.1/24, tracked: false}]}",
      })
  void areReadAsKeepalivedReadsThem(String conf, String yaml) throws ConfigException {
    assertStatic(conf, yaml);
  }

  @Test
  void needNoInstance() throws ConfigException {
    var config = host.load("static_routes {\n 10.2.0.0/16 dev eth1\n}\n").config();
    assertThat(config.vrrp().instances()).isEmpty();
    assertThat(config.vrrp().statics().holdings().routes()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "track_group { ; } | track_group without a name; ignored",
        "track_group G { ; group { ; B ; } ; } | Virtual router B specified in track group does not"
            + " exist; ignored",
        "track_group G { ; } | track_group G has no virtual router; ignored",
        "static_routes { ; 10.2.0.0/16 dev eth1 track_group H ; } | track_group H not found; \"",
        "static_ipaddress { ; 10.1.0.1/24 use_vmac ; } | a static address has no virtual MAC"
            + " address; ignored",
        "static_ipaddress { ; 10.1.0.1/24 home ; } | 10.1.0.1/24 home: only IPv6 has that; ignored",
        "static_ipaddress { ; 10.1.0.1/24 preferred_lft 5 ; } | preferred_lft: has no effect on"
            + " IPv4; ignored",
        "static_ipaddress { ; fd00::1 preferred_lft x ; } | preferred_lft x cannot be used;"
            + " ignored",
      })
  void warnOfWhatCannotBeUsed(String conf, String words) {
    assertThat(host.problems(conf.replace(" ; ", "\n") + "\n" + INSTANCE))
        .anyMatch(line -> line.contains(": warning: ") && line.contains(words));
  }
}
