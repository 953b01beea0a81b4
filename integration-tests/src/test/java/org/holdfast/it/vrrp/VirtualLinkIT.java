package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.vrrp.AgentPair.configuration;

import org.holdfast.it.lab.Node;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.VirtualLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Tests the links with virtual MAC addresses after kills, reloads and changes by other programs.
 */
@Execution(ExecutionMode.CONCURRENT)
final class VirtualLinkIT {
  private static final String VMAC = configuration(150, "vmac: yes\naccept: no");
  private static final String NO_VMAC = configuration(150, "");
  private static final String LINK = "vrrp.51";
  private static final IpAddress VIP = IpAddress.of("10.9.0.100");
  private static final String MAC = VirtualLink.virtualMac(Family.IPV4, 51).toString();

  @Test
  void aKilledMastersLinkIsAdoptedOrRemoved() {
    try (var pair = AgentPair.open()) {
      var node = pair.lab().a();
      pair.a().start(VMAC);
      pair.await("the VIP is on the link", () -> isOnTheLink(node));
      var before = index(node);

      pair.a().kill();
      assertThat(isOnTheLink(node)).isTrue();
      pair.a().start(VMAC);
      pair.await("a is master", () -> pair.a().state("VI_1").equals("MASTER"));
      assertThat(isOnTheLink(node)).isTrue();
      assertThat(index(node)).isEqualTo(before);

      pair.a().kill();
      pair.a().start(NO_VMAC);
      pair.await("the VIP is on eth0", () -> shown(node, "eth0").contains(VIP + "/"));
      pair.await("the link is gone", () -> isWithoutLink(node));

      pair.a().configure(VMAC);
      pair.a().reload();
      pair.await("the VIP is on the link", () -> isOnTheLink(node));
      pair.await("the VIP is not on eth0", () -> !shown(node, "eth0").contains(VIP + "/"));
      pair.a().kill();
      pair.a().release();
      assertThat(node.holds(VIP)).isFalse();
      assertThat(isWithoutLink(node)).isTrue();
    }
  }

  @Test
  void aLinkThatIsLostIsPutBack() {
    try (var pair = AgentPair.open()) {
      var node = pair.lab().a();
      pair.a().start(VMAC);
      pair.await("the VIP is on the link", () -> isOnTheLink(node));

      node.run("ip", "link", "del", LINK);
      pair.await("another link has the VIP", () -> isOnTheLink(node));
      node.run("ip", "link", "set", LINK, "down");
      pair.await("the link is up", () -> isOnTheLink(node));
      node.remove("eth0");
      node.replace("eth0");
      pair.await("the new eth0 has the link", () -> isOnTheLink(node));
      pair.await("a is master", () -> pair.a().state("VI_1").equals("MASTER"));

      pair.a().stop();
      assertThat(isWithoutLink(node)).isTrue();
    }
  }

  private static String shown(Node node, String link) {
    return node.succeeds("ip", "link", "show", link) ? node.run("ip", "addr", "show", link) : "";
  }

  private static boolean isOnTheLink(Node node) {
    var shown = shown(node, LINK);
    return shown.contains(VIP + "/") && shown.contains(MAC) && shown.contains(",UP");
  }

  private static String index(Node node) {
    return node.run("cat", "/sys/class/net/" + LINK + "/ifindex");
  }

  /** Whether neither a link nor a setting of the base is left. */
  private static boolean isWithoutLink(Node node) {
    return !node.run("ip", "-d", "link", "show").contains("macvlan")
        && node.run("cat", "/proc/sys/net/ipv4/conf/eth0/arp_ignore").strip().equals("0")
        && node.run("cat", "/proc/sys/net/ipv4/conf/eth0/arp_announce").strip().equals("0");
  }
}
