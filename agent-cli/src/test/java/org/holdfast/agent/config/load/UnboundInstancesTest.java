package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unicast instances without an interface, in a VRF, and without peers, as read from files. */
class UnboundInstancesTest {

  private static final String UNICAST =
      """
      vrrp_instance A {
        virtual_router_id 1
        unicast_src_ip 10.0.0.1
        unicast_peer {
          10.0.0.2
        }
        virtual_ipaddress {
          10.0.0.9/24 dev eth3
          10.0.0.10/24
        }
      %s}
      """;

  private final FakeHost host = new FakeHost();

  private InstanceConfig only(String conf) throws ConfigException {
    return host.load(conf).config().vrrp().instances().getFirst();
  }

  @Test
  void advertsFollowTheRoutesAndAddressesAreOnTheDefaultInterface() throws ConfigException {
    var instance = only(UNICAST.formatted(""));

    assertThat(instance.isBoundToLink()).isFalse();
    assertThat(instance.transport().source()).isEqualTo(IpAddress.of("10.0.0.1"));
    assertThat(instance.holdings().all().map(VirtualAddress::interfaceName))
        .containsExactly("eth3", "eth0");
    assertThat(instance.interfaceNames()).containsExactly("eth3", "eth0");
    assertThat(
            only("global_defs {\n default_interface eth7\n}\n" + UNICAST.formatted(""))
                .interfaceNames())
        .containsExactly("eth3", "eth7");
  }

  @Test
  void aVrfTakesTheInterfacesPlace() throws ConfigException {
    var instance = only(UNICAST.formatted("  vrf blue\n"));

    assertThat(instance.interfaceName()).isEqualTo("blue");
    assertThat(instance.interfaceNames()).containsExactly("blue", "eth3", "eth0");
  }

  @Test
  void aVrfBesideAnInterfaceHasNoEffect() throws ConfigException {
    var conf = UNICAST.formatted("  interface eth1\n  vrf blue\n");

    assertThat(only(conf).interfaceName()).isEqualTo("eth1");
    assertThat(host.problems(conf))
        .anyMatch(line -> line.contains("vrf has no effect on an instance with an interface"));
  }

  @Test
  void withoutPeersTheInstanceIsInFaultIfTheFileSaysSo() throws ConfigException {
    var conf =
        """
        vrrp_instance A {
          interface eth0
          virtual_router_id 1
          unicast_src_ip 10.0.0.1
          unicast_fault_no_peer
        }
        """;
    assertThat(only(conf).transport())
        .isInstanceOfSatisfying(
            Transport.Unicast.class, unicast -> assertThat(unicast.peers()).isEmpty());
    assertThat(only(conf.replace("  unicast_fault_no_peer\n", "")).transport())
        .isInstanceOf(Transport.Multicast.class);
  }

  @Test
  void theUptimeIsRead() throws ConfigException {
    var vrrp =
        host.load("global_defs {\n vrrp_delay_after_boot 12.5\n}\n" + UNICAST.formatted(""))
            .config()
            .vrrp();
    assertThat(vrrp.delayAfterBoot()).isEqualTo(Duration.ofMillis(12_500));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{virtual-router-id: 1} | \"interface\" is missing",
        "{virtual-router-id: 1, vrf: blue} | \"interface\" is missing",
        "{virtual-router-id: 1, unicast: {peers: [10.0.0.2]}} | \"source-address\" is missing",
        "{virtual-router-id: 1, source-address: 'fe80::1', unicast: {peers: ['fe80::2']}}"
            + " | fe80::1 exists on each link, so the instance needs an interface",
        "{virtual-router-id: 1, interface: eth0, vrf: blue} | uses the VRF of its interface",
        "{virtual-router-id: 1, source-address: 10.0.0.1, unicast: {peers: [10.0.0.2]},"
            + " addresses: [10.0.0.9/24]} | 10.0.0.9/24 needs an \"interface\" of its own",
        "{virtual-router-id: 1, interface: eth0, unicast: {peers: []}} | an empty list",
      })
  void whatCannotWorkIsAnError(String instance, String message) {
    assertThatThrownBy(() -> only("vrrp: {instances: {A: " + instance.replace('\'', '"') + "}}\n"))
        .hasMessageContaining(message);
  }

  @Test
  void instancesFromDifferentSourcesMayShareAnId() throws ConfigException {
    var two =
        """
        vrrp:
          instances:
            A: {virtual-router-id: 1, source-address: 10.0.0.1, unicast: {peers: [10.0.0.2]}}
            B: {virtual-router-id: 1, source-address: 10.0.1.1, unicast: {peers: [10.0.0.2]}}
        """;
    assertThat(host.load(two).config().vrrp().instances()).hasSize(2);
    assertThatThrownBy(() -> host.load(two.replace("10.0.1.1", "10.0.0.1")))
        .hasMessageContaining("has virtual-router-id 1 as A has; give it an id of its own");
  }
}
