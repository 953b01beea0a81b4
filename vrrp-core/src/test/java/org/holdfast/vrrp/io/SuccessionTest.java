package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.holdfast.net.Family;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Tracks;
import org.junit.jupiter.api.Test;

class SuccessionTest {

  private static InstanceConfig instance(String name, String link, int vrid) {
    var any = Configs.instance(Family.IPV4, new Tracks(true, false, List.of(), List.of()));
    return new InstanceConfig(
        name,
        link,
        vrid,
        any.family(),
        any.protocol(),
        any.transport(),
        any.election(),
        any.holdings(),
        any.tracks(),
        any.announcements(),
        any.notifications(),
        any.hooks(),
        any.fastFailover(),
        any.addressProbe());
  }

  @Test
  void anInstanceIsIdentifiedByItsLinkAndVridAndNotItsName() {
    var renamed = instance("web", "eth0", 51);

    var succession = Succession.of(List.of(instance("VI_1", "eth0", 51)), List.of(renamed));

    assertThat(succession).isEqualTo(new Succession(Map.of("VI_1", renamed), List.of(), List.of()));
    assertThat(succession.renamed()).containsExactly(Map.entry("VI_1", "web"));
  }

  @Test
  void aNameOnAnotherLinkOrVridIsAnotherInstance() {
    var moved = instance("VI_1", "eth1", 51);
    var renumbered = instance("VI_2", "eth0", 53);

    var succession =
        Succession.of(
            List.of(instance("VI_1", "eth0", 51), instance("VI_2", "eth0", 52)),
            List.of(moved, renumbered));

    assertThat(succession)
        .isEqualTo(new Succession(Map.of(), List.of(moved, renumbered), List.of("VI_1", "VI_2")));
  }

  @Test
  void namesMayBeSwapped() {
    var one = instance("A", "eth0", 51);
    var two = instance("B", "eth0", 52);
    var swapped = List.of(instance("B", "eth0", 51), instance("A", "eth0", 52));

    assertThat(Succession.of(List.of(one, two), swapped).renamed())
        .isEqualTo(Map.of("A", "B", "B", "A"));
  }

  @Test
  void instancesThatShareAVridAreDistinguishedByTheirNames() {
    var before = List.of(instance("A", "eth0", 51), instance("B", "eth0", 51));
    var after = List.of(instance("B", "eth0", 51));

    assertThat(Succession.of(before, after))
        .isEqualTo(new Succession(Map.of("B", after.getFirst()), List.of(), List.of("A")));
  }
}
