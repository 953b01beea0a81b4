package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.holdfast.agent.config.ConfigException;
import org.holdfast.vrrp.AnnouncementGroup;
import org.holdfast.vrrp.CarrierSource;
import org.holdfast.vrrp.LinkConfig;
import org.holdfast.vrrp.LinksConfig;
import org.junit.jupiter.api.Test;

/** The settings of links, as read from keepalived.conf and from YAML. */
class KeepalivedLinksTest {

  private static final String INSTANCE =
      """
      vrrp_instance A {
        interface eth0
        virtual_router_id 1
      %s}
      """;

  private final FakeHost host = new FakeHost();

  private LinksConfig links(String conf) throws ConfigException {
    return host.load(conf).config().vrrp().links();
  }

  private static LinkConfig delays(long downMillis, long upMillis) {
    return new LinkConfig(
        Duration.ofMillis(downMillis), Duration.ofMillis(upMillis), CarrierSource.KERNEL);
  }

  private static LinkConfig queried(CarrierSource carrier) {
    return new LinkConfig(Duration.ZERO, Duration.ZERO, carrier);
  }

  @Test
  void delaysAreThoseOfTheFileAndWithoutOneForUpThereIsNone() throws ConfigException {
    var conf =
        INSTANCE.formatted("")
            + """
            interface_up_down_delays {
              eth0 0.5 2
              eth1 1.25
              eth2 300
              eth3
            }
            """;
    assertThat(links(conf).byName())
        .isEqualTo(
            Map.of("eth0", delays(500, 2000), "eth1", delays(1250, 0), "eth2", LinkConfig.DEFAULT));
    assertThat(host.problems(conf))
        .anyMatch(line -> line.contains("eth2 300 (expected: seconds from 0 to 255)"))
        .anyMatch(line -> line.contains("eth3 without a delay; ignored"));
  }

  @Test
  void theLinksOfAGroupShareThePausesBetweenAnnouncements() throws ConfigException {
    var conf =
        INSTANCE.formatted("  use_vmac vrrp.1\n")
            + """
            global_defs {
              vrrp_garp_interval 0.2
            }
            garp_group {
              garp_interval 0.1
              gna_interval 0.05
              interfaces {
                eth0
                eth1
              }
            }
            garp_group {
              garp_interval 1
              interface eth1
            }
            garp_group {
              interface eth2
            }
            """;
    assertThat(links(conf).groups())
        .containsExactly(
            new AnnouncementGroup(
                Set.of("eth0", "eth1", "vrrp.1"), Duration.ofMillis(100), Duration.ofMillis(50)));
    assertThat(host.problems(conf))
        .anyMatch(line -> line.contains("garp_group: eth1 is in a group already; ignored"))
        .anyMatch(line -> line.contains("garp_group without an interface; ignored"))
        .anyMatch(line -> line.contains("garp_group without an interval; ignored"));
  }

  @Test
  void aLinkIsInOneGroupOnly() {
    assertThatThrownBy(() ->
            host.load(
                """
                vrrp:
                  instances:
                    A:
                      interface: eth0
                      virtual-router-id: 1
                      addresses: [10.0.0.9/24]
                  announcement-groups:
                    - {interfaces: [eth0, eth1], interval: 1s}
                    - {interfaces: [eth1], interval: 2s}
                """))
        .hasMessageContaining("eth1 is in an announcement group already");
  }

  @Test
  void carriersAreQueriedAsTheFileSays() throws ConfigException {
    var conf =
        INSTANCE.formatted("  linkbeat_use_polling\n")
            + """
            linkbeat_interfaces {
              eth1
              eth2 ETHTOOL
              eth3 IOCTL
              eth4 CARRIER
            }
            """;
    assertThat(links(conf))
        .isEqualTo(
            new LinksConfig(
                CarrierSource.KERNEL,
                Map.of(
                    "eth0", queried(CarrierSource.MII),
                    "eth1", queried(CarrierSource.MII),
                    "eth2", queried(CarrierSource.ETHTOOL),
                    "eth3", queried(CarrierSource.FLAGS),
                    "eth4", queried(CarrierSource.MII))));
    assertThat(host.problems(conf)).anyMatch(line -> line.contains("CARRIER (expected: MII,"));
  }

  @Test
  void allCarriersMayBeQueriedAndALinkKeepsItsOwnQuery() throws ConfigException {
    var links =
        links(
            "linkbeat_use_polling\nlinkbeat_interfaces {\n eth0 ETHTOOL\n}\n"
                + INSTANCE.formatted("  linkbeat_use_polling\n"));

    assertThat(links.of("eth0")).isEqualTo(queried(CarrierSource.ETHTOOL));
    assertThat(links.of("eth7")).isEqualTo(queried(CarrierSource.MII));
  }

  @Test
  void aNameThatNoInterfaceCanHaveIsAnError() {
    assertThatThrownBy(() ->
            links(
                "vrrp: {interfaces: {an-interface-name: {}}, instances: {A: {interface: eth0,"
                    + " virtual-router-id: 1}}}\n"))
        .hasMessageContaining(
            "\"an-interface-name\" (expected: the name of an interface, at most 15 characters)");
  }
}
