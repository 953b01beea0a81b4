package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.interop.VmacBeside.FAULT;

import org.holdfast.it.interop.BesideKeepalived.Director;
import org.holdfast.it.lab.HostState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What becomes of a virtual MAC address when the link beneath it is set down, renamed, deleted and
 * created again: the same changes at both directors.
 */
@Execution(ExecutionMode.CONCURRENT)
final class BaseLinkIT {

  private static final String INTERVAL = "0.1";

  @Test
  void aBaseThatIsSetDownAndUp() {
    try (var both = VmacBeside.on("eth0")) {
      both.start(INTERVAL);
      both.assertBothServe(1);

      both.ip("link", "set", "eth0", "down");
      both.awaitLogged(FAULT, 1);
      both.assertNobodyServes();
      both.ip("link", "set", "eth0", "up");

      both.assertBothServe(2);
    }
  }

  @Test
  void aBaseThatIsDeletedAndCreatedAgain() {
    try (var both = VmacBeside.on("eth0")) {
      both.start(INTERVAL);
      both.assertBothServe(1);

      both.directors().forEach(director -> director.node().remove("eth0"));
      both.awaitLogged(FAULT, 1);
      both.awaitNoLink();
      both.directors().forEach(director -> director.node().replace("eth0"));

      both.assertBothServe(2);
    }
  }

  /**
   * keepalived leaves its settings on the link that has lost the name; we restore them. Older
   * kernels rename only a link that is down.
   */
  @Test
  void aBaseThatIsRenamedAndAnotherOneOfItsName() {
    try (var both = VmacBeside.on("eth0")) {
      // IPv6 addresses are gone once a link was down.
      both.ourNode().run("ip", "link", "set", "eth0", "down");
      both.ourNode().run("ip", "link", "set", "eth0", "up");
      var before = HostState.of(both.ourNode());
      both.start(INTERVAL);
      both.assertBothServe(1);

      rename(both, "eth0", "eth9");
      both.awaitNoLink();
      both.awaitLogged(FAULT, 1);
      both.await(
          "our settings are restored",
          director ->
              director.name().equals("keepalived")
                  || (setting(director, "eth9", "arp_ignore").equals("0")
                      && setting(director, "eth9", "arp_announce").equals("0")));
      for (var director : both.directors()) {
        assertThat(both.isSilent(director, "eth9")).as(director.name()).isTrue();
      }

      for (var director : both.directors()) {
        var node = director.node();
        node.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "other");
        node.run("ip", "link", "set", "other", "up");
        node.run("ip", "link", "set", "eth0", "up");
        node.run("ip", "addr", "add", "10.9.0.5/24", "dev", "eth0");
      }
      both.assertBothServe(2);

      both.ip("link", "del", "eth0");
      both.awaitNoLink();
      rename(both, "eth9", "eth0");
      both.assertBothServe(3);

      both.directors().forEach(director -> director.daemon().stop());
      assertThat(HostState.of(both.ourNode()).differenceTo(before)).isEmpty();
    }
  }

  private static void rename(VmacBeside both, String name, String newName) {
    both.ip("link", "set", name, "down");
    both.ip("link", "set", name, "name", newName);
    both.ip("link", "set", newName, "up");
  }

  private static String setting(Director director, String link, String name) {
    return director.node().run("cat", "/proc/sys/net/ipv4/conf/" + link + "/" + name).strip();
  }
}
