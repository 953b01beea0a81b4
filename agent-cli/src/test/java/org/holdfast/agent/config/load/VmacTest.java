package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VirtualAddress;
import org.holdfast.vrrp.VirtualLink;
import org.holdfast.vrrp.VirtualLink.IpvlanMode;
import org.junit.jupiter.api.Test;

/** The links with a virtual MAC address, as read from files. */
class VmacTest {

  private static List<InstanceConfig> instances(String yaml) throws ConfigException {
    return new FakeHost()
        .load("vrrp:\n  instances:\n" + yaml.indent(4))
        .config()
        .vrrp()
        .instances();
  }

  private static List<String> links(InstanceConfig instance) {
    return instance.holdings().links().stream().map(VirtualLink::toString).toList();
  }

  private static List<String> carriers(InstanceConfig instance) {
    return instance.holdings().all().map(VirtualAddress::interfaceName).toList();
  }

  @Test
  void theAddressesOnTheInterfaceMoveToTheLinkAndTheInstanceStays() throws ConfigException {
    var instance =
        instances(
                """
                A:
                  interface: eth0
                  virtual-router-id: 51
                  vmac: true
                  addresses: [10.0.0.9/24, {address: 10.0.0.10/24, interface: eth0},
                    {address: 10.0.0.11/24, interface: eth1},
                    {address: 10.0.0.12/24, vmac: false}]
                """)
            .getFirst();

    assertThat(links(instance)).containsExactly("vrrp.51 on eth0 with 00:00:5e:00:01:33");
    assertThat(carriers(instance)).containsExactly("vrrp.51", "vrrp.51", "eth1", "eth0");
    assertThat(instance.interfaceNames()).containsExactly("eth0", "eth1");
    assertThat(instance.holdings().baseOf("vrrp.51")).isEqualTo("eth0");
    assertThat(((Transport.Multicast) instance.transport()).sender())
        .isEqualTo(VirtualLink.virtualMac(Family.IPV4, 51));
  }

  @Test
  void anIpvlanCarriesTheAddressesAndTheAdvertsStayOnTheInterface() throws ConfigException {
    var instances =
        instances(
            """
            A: {interface: eth0, virtual-router-id: 51, ipvlan: private, addresses: [10.0.0.9/24]}
            B: {interface: eth1, virtual-router-id: 52, ipvlan: {name: ipv0}, addresses: [10.0.1.9/24]}
            C: {interface: eth1, virtual-router-id: 51, ipvlan: vepa, addresses: [10.0.1.8/24]}
            """);

    assertThat(instances.stream().flatMap(one -> one.holdings().links().stream()))
        .containsExactly(
            new VirtualLink("vrrp.51", "eth0", IpvlanMode.PRIVATE, false),
            new VirtualLink("ipv0", "eth1", IpvlanMode.BRIDGE, false),
            new VirtualLink("vrrp1.51", "eth1", IpvlanMode.VEPA, false));
    assertThat(carriers(instances.getFirst())).containsExactly("vrrp.51");
    assertThat(((Transport.Multicast) instances.getFirst().transport()).sender()).isNull();
  }

  @Test
  void anAddressOfTheIpvlanIsAlwaysThereAndAdvertsComeFromIt() throws ConfigException {
    var vrrp =
        new FakeHost()
            .load(
                """
                vrrp:
                  instances:
                    A: {interface: eth0, virtual-router-id: 51, ipvlan: {address: 10.0.0.5/24},
                      addresses: [10.0.0.9/24], excluded-addresses: ["2001:db8::9/64"]}
                    B: {interface: eth1, virtual-router-id: 52, ipvlan: {address: 10.0.1.5/24},
                      source-address: 10.0.1.6, addresses: [10.0.1.9/24]}
                """)
            .config()
            .vrrp();

    var statics = vrrp.statics().holdings();
    assertThat(statics.links())
        .containsExactlyElementsOf(
            vrrp.instances().stream().flatMap(one -> one.holdings().links().stream()).toList());
    assertThat(statics.all().map(VirtualAddress::toString))
        .containsExactly("10.0.0.5/24 dev vrrp.51", "10.0.1.5/24 dev vrrp.52");
    assertThat(vrrp.statics().objects()).as("the file has no static objects").isEmpty();
    assertThat(statics.links().getFirst())
        .satisfies(link ->
            assertThat(vrrp.statics().ownOf(link))
                .map(VirtualAddress::words)
                .contains("10.0.0.5/24 dev vrrp.51"));
    assertThat(vrrp.instances())
        .extracting(one -> one.transport().source())
        .containsExactly(IpAddress.of("10.0.0.5"), IpAddress.of("10.0.1.6"));
  }

  @Test
  void anAddressOfTheIpvlanIsForMulticastAndNotLinkLocal() {
    assertThat(
            new FakeHost()
                .problems(
                    """
                    vrrp:
                      instances:
                        A: {interface: eth0, virtual-router-id: 51, ipvlan: {address: 10.0.0.5/24},
                          addresses: [10.0.0.9/24], unicast: {peers: [10.0.0.6]}}
                        B: {interface: eth0, virtual-router-id: 52, version: 3,
                          ipvlan: {address: "fe80::5/64"}, addresses: ["fe80::9/64"]}
                    """))
        .satisfiesExactly(
            first -> assertThat(first).endsWith("so their source is its address; remove this key"),
            second ->
                assertThat(second)
                    .endsWith(
                        "fe80::5 (expected: no link-local address, because adverts are sent from"
                            + " the interface itself); remove this key"));
  }

  @Test
  void aLinkIsEitherAMacvlanOrAnIpvlan() {
    assertThat(
            new FakeHost()
                .problems(
                    "vrrp: {instances: {A: {interface: eth0, virtual-router-id: 51, ipvlan: bridge,"
                        + " vmac: true, addresses: [10.0.0.9/24]}}}"))
        .singleElement()
        .asString()
        .endsWith("an ipvlan link has the MAC address of its interface; remove ipvlan or vmac");
  }

  @Test
  void namesAreThoseOfKeepalived() throws ConfigException {
    var all =
        instances(
            """
            A: {interface: eth0, virtual-router-id: 51, vmac: true, addresses: [10.0.0.9/24]}
            B: {interface: eth0, virtual-router-id: 51, version: 3, vmac: true, addresses: ["fe80::9/64"]}
            C: {interface: eth1, virtual-router-id: 51, vmac: true, addresses: [10.0.1.9/24]}
            D: {interface: eth0, virtual-router-id: 52, vmac: true, addresses: [10.0.0.8/24]}
            E: {interface: eth1, virtual-router-id: 53, vmac: {name: vrrp.52}, addresses: [10.0.1.8/24]}
            """);

    assertThat(all.stream().flatMap(one -> links(one).stream()))
        .containsExactly(
            "vrrp.51 on eth0 with 00:00:5e:00:01:33",
            "vrrp6.51 on eth0 with 00:00:5e:00:02:33",
            "vrrp1.51 on eth1 with 00:00:5e:00:01:33",
            "vrrp1.52 on eth0 with 00:00:5e:00:01:34",
            "vrrp.52 on eth1 with 00:00:5e:00:01:35");
    assertThat(all.stream().map(one -> one.holdings().links().getFirst().ipv6()))
        .containsExactly(false, true, false, false, false);
  }

  @Test
  void anAddressOfTheOtherFamilySwitchesIpv6OnForTheLink() throws ConfigException {
    var instance =
        instances(
                """
                A: {interface: eth0, virtual-router-id: 51, vmac: true, addresses: [10.0.0.9/24],
                  excluded-addresses: ["2001:db8::9/64"]}
                """)
            .getFirst();

    assertThat(instance.holdings().links()).singleElement().matches(VirtualLink::ipv6);
  }

  @Test
  void unicastAdvertsComeFromTheBase() throws ConfigException {
    var instance =
        instances(
                """
                A: {interface: eth0, virtual-router-id: 51, vmac: true, addresses: [10.0.0.9/24],
                  unicast: {peers: [10.0.0.2]}}
                """)
            .getFirst();

    assertThat(carriers(instance)).containsExactly("vrrp.51");
    assertThat(instance.transport()).isInstanceOf(Transport.Unicast.class);
  }

  @Test
  void oneNameForTwoLinksIsAnError() {
    assertThat(
            new FakeHost()
                .problems(
                    """
                    vrrp:
                      instances:
                        A: {interface: eth0, virtual-router-id: 51, vmac: {name: vm0}, addresses: [10.0.0.9/24]}
                        B: {interface: eth1, virtual-router-id: 52, vmac: {name: vm0}, addresses: [10.0.1.9/24]}
                        C: {interface: eth1, virtual-router-id: 53, vmac: {name: eth0}, addresses: [10.0.1.8/24]}
                    """))
        .satisfiesExactly(
            first ->
                assertThat(first)
                    .endsWith(
                        "its link with the virtual MAC address is called vm0, which is a link of A"
                            + " too; give it another name"),
            second ->
                assertThat(second)
                    .endsWith(
                        "its link with the virtual MAC address is called eth0, which is a link of A"
                            + " too; give it another name"));
  }
}
