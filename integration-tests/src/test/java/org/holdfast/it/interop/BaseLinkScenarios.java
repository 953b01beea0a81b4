package org.holdfast.it.interop;

import static org.holdfast.it.interop.VmacBeside.FAULT;

import java.util.List;
import org.holdfast.it.interop.BesideKeepalived.Director;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A virtual MAC address on a VLAN and on a bond, whose link is set down, deleted and created again:
 * the same changes at both directors.
 */
final class BaseLinkScenarios {

  private static final String INTERVAL = "1";
  private static final String VLAN = "eth0.7";
  private static final String BOND = "bond0";

  private static void addVlan(VmacBeside both) {
    both.ip("link", "add", "link", "eth0", "name", VLAN, "type", "vlan", "id", "7");
    both.ip("addr", "add", "10.9.0.1/24", "dev", VLAN);
    both.ip("link", "set", VLAN, "up");
  }

  private static void addBond(VmacBeside both) {
    both.ip("link", "add", BOND, "type", "bond", "mode", "active-backup", "miimon", "100");
    for (var port : List.of("eth0", "eth1")) {
      both.ip("link", "set", port, "down");
      both.ip("link", "set", port, "master", BOND);
    }
    both.ip("addr", "add", "10.9.0.1/24", "dev", BOND);
    both.ip("link", "set", BOND, "up");
  }

  @Test
  void aVlanThatIsSetDownDeletedAndCreatedAgain() {
    try (var both = VmacBeside.on(VLAN)) {
      both.ip("addr", "flush", "dev", "eth0");
      addVlan(both);
      both.start(INTERVAL);
      both.assertBothServe(1);
      both.assertAdvertsFromVirtualMac("eth0", "vlan 7 and ip proto 112", "tagged");

      both.ip("link", "set", VLAN, "down");
      both.awaitLogged(FAULT, 1);
      both.assertNobodyServes();
      both.ip("link", "set", VLAN, "up");
      both.assertBothServe(2);

      both.ip("link", "set", "eth0", "down"); // which sets the VLAN down too
      both.awaitLogged(FAULT, 2);
      both.assertNobodyServes();
      both.ip("link", "set", "eth0", "up");
      both.assertBothServe(3);

      both.ip("link", "del", VLAN);
      both.awaitLogged(FAULT, 3);
      both.awaitNoLink();
      addVlan(both);
      both.assertBothServe(4);

      both.directors().forEach(director -> director.daemon().stop());
      both.awaitNoLink();
    }
  }

  /** It runs about eighty commands, each of which takes a second or two on a busy machine. */
  @Test
  @Timeout(400)
  void aBondThatChangesItsPortIsSetDownDeletedAndCreatedAgain() {
    try (var both = VmacBeside.on(BOND)) {
      both.addPort("eth1");
      addBond(both);
      both.start(INTERVAL);
      both.assertBothServe(1);
      both.assertAdvertsFromVirtualMac("eth0", "proto 112", "first-port");

      both.directors().forEach(director -> director.node().unplug("eth0"));
      both.await("the other port is active", director -> isActive(director, "eth1"));
      both.assertAdvertsFromVirtualMac("eth1", "proto 112", "second-port");
      both.directors().forEach(director -> director.node().plug("eth0"));

      both.ip("link", "set", BOND, "down");
      both.awaitLogged(FAULT, 1);
      both.assertNobodyServes();
      both.ip("link", "set", BOND, "up");
      both.assertBothServe(2);

      both.ip("link", "del", BOND);
      both.awaitLogged(FAULT, 2);
      both.awaitNoLink();
      addBond(both);
      both.assertBothServe(3);

      both.directors().forEach(director -> director.daemon().stop());
      both.awaitNoLink();
    }
  }

  private static boolean isActive(Director director, String port) {
    return director
        .node()
        .run("cat", "/sys/class/net/" + BOND + "/bonding/active_slave")
        .strip()
        .equals(port);
  }
}
