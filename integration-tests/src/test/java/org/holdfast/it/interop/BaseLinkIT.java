package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.holdfast.it.interop.BesideKeepalived.Director;
import org.holdfast.it.lab.HostState;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Pcap;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualLink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What becomes of a virtual MAC address when the link beneath it is set down, renamed, deleted and
 * created again: the same changes at both directors.
 */
@Execution(ExecutionMode.CONCURRENT)
final class BaseLinkIT {

  private static final String LINK = "vrrp.51";
  private static final String MAC = VirtualLink.virtualMac(Family.IPV4, 51).toString();

  private static final String CONF =
      """
      global_defs {
        vrrp_version 3
      }
      vrrp_instance VI_1 {
        interface eth0
        use_vmac
        virtual_router_id 51
        priority 200
        advert_int 0.1
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      """;

  private static final String MASTER = "Entering MASTER STATE";
  private static final String FAULT = "Entering FAULT STATE";

  /** The settings that both have alike. */
  private static final String SETTINGS =
      """
      cd /proc/sys/net/ipv4/conf
      for f in arp_ignore rp_filter accept_local promote_secondaries; do
        echo vrrp.51 $f $(cat vrrp.51/$f)
      done
      echo eth0 arp_ignore $(cat eth0/arp_ignore)
      """;

  private static final List<String> ALIKE =
      List.of(
          "vrrp.51 arp_ignore 1",
          "vrrp.51 rp_filter 0",
          "vrrp.51 accept_local 1",
          "vrrp.51 promote_secondaries 1",
          "eth0 arp_ignore 1");

  private static void ip(BesideKeepalived both, String... words) {
    both.directors().forEach(director -> director.node().run(command(words)));
  }

  private static String[] command(String... words) {
    var command = new String[words.length + 1];
    command[0] = "ip";
    System.arraycopy(words, 0, command, 1, words.length);
    return command;
  }

  private static String shown(Node node, String... words) {
    return node.succeeds(command(words)) ? node.run(command(words)) : "";
  }

  private static boolean hasLink(Director director) {
    return !shown(director.node(), "link", "show", LINK).isEmpty();
  }

  private static boolean serves(Director director) {
    var link = shown(director.node(), "addr", "show", LINK);
    return link.contains("10.9.0.100/24") && link.contains(MAC) && link.contains(",UP");
  }

  /**
   * Both are master for the time of that number, and what the network and the kernel see is alike.
   */
  private static void assertBothServe(BesideKeepalived both, int time) {
    both.awaitLogged(MASTER, time);
    both.await("the address is on the link", BaseLinkIT::serves);
    for (var director : both.directors()) {
      assertThat(director.node().run("sh", "-c", SETTINGS).lines())
          .as(director.name())
          .containsExactlyElementsOf(ALIKE);
      var file = both.directory().resolve(director.name() + time + ".pcap");
      assertThat(hasAdverts(director.node(), "eth0", 3, "20", file)).isTrue();
      assertThat(new Pcap(file).rows("vrrp", "eth.src", "ip.src", "vrrp.prio"))
          .as(director.name())
          .allMatch(row -> row.getFirst().equals(MAC) && row.getLast().equals("200"));
    }
  }

  /** Whether that number of adverts appears on the link within the given number of seconds. */
  private static boolean hasAdverts(
      Node node, String device, int number, String seconds, Path file) {
    return node.succeeds(
        "timeout",
        seconds,
        "dumpcap",
        "-P",
        "-q",
        "-i",
        device,
        "-c",
        String.valueOf(number),
        "-f",
        "proto 112",
        "-w",
        file.toString());
  }

  private static void assertNobodyServes(BesideKeepalived both) {
    both.await("the address is gone", director -> !serves(director));
  }

  @Test
  void aBaseThatIsSetDownAndUp() {
    try (var both = BesideKeepalived.open()) {
      both.start(CONF);
      assertBothServe(both, 1);

      ip(both, "link", "set", "eth0", "down");
      both.awaitLogged(FAULT, 1);
      assertNobodyServes(both);
      ip(both, "link", "set", "eth0", "up");

      assertBothServe(both, 2);
    }
  }

  @Test
  void aBaseThatIsDeletedAndCreatedAgain() {
    try (var both = BesideKeepalived.open()) {
      both.start(CONF);
      assertBothServe(both, 1);

      both.directors().forEach(director -> director.node().remove("eth0"));
      both.awaitLogged(FAULT, 1);
      both.await("the link is gone", director -> !hasLink(director));
      both.directors().forEach(director -> director.node().replace("eth0"));

      assertBothServe(both, 2);
    }
  }

  /**
   * keepalived leaves its settings on the link that has lost the name; we restore them. Older
   * kernels rename only a link that is down.
   */
  @Test
  void aBaseThatIsRenamedAndAnotherOneOfItsName() {
    try (var both = BesideKeepalived.open()) {
      // IPv6 addresses are gone once a link was down.
      both.ourNode().run("ip", "link", "set", "eth0", "down");
      both.ourNode().run("ip", "link", "set", "eth0", "up");
      var before = HostState.of(both.ourNode());
      both.start(CONF);
      assertBothServe(both, 1);

      rename(both, "eth0", "eth9");
      both.await("the link is gone", director -> !hasLink(director));
      both.awaitLogged(FAULT, 1);
      both.await(
          "our settings are restored",
          director ->
              director.name().equals("keepalived")
                  || (setting(director, "eth9", "arp_ignore").equals("0")
                      && setting(director, "eth9", "arp_announce").equals("0")));
      for (var director : both.directors()) {
        var file = both.directory().resolve(director.name() + "-silent.pcap");
        assertThat(hasAdverts(director.node(), "eth9", 1, "1", file)).isFalse();
      }

      for (var director : both.directors()) {
        var node = director.node();
        node.run("ip", "link", "add", "eth0", "type", "veth", "peer", "name", "other");
        node.run("ip", "link", "set", "other", "up");
        node.run("ip", "link", "set", "eth0", "up");
        node.run("ip", "addr", "add", "10.9.0.5/24", "dev", "eth0");
      }
      assertBothServe(both, 2);

      ip(both, "link", "del", "eth0");
      both.await("the link is gone", director -> !hasLink(director));
      rename(both, "eth9", "eth0");
      assertBothServe(both, 3);

      both.directors().forEach(director -> director.daemon().stop());
      assertThat(HostState.of(both.ourNode()).differenceTo(before)).isEmpty();
    }
  }

  private static void rename(BesideKeepalived both, String name, String newName) {
    ip(both, "link", "set", name, "down");
    ip(both, "link", "set", name, "name", newName);
    ip(both, "link", "set", newName, "up");
  }

  private static String setting(Director director, String link, String name) {
    return director.node().run("cat", "/proc/sys/net/ipv4/conf/" + link + "/" + name).strip();
  }
}
