package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.holdfast.it.interop.BesideKeepalived.Director;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Pcap;
import org.holdfast.net.Family;
import org.holdfast.vrrp.VirtualLink;

/** An instance with a virtual MAC address on any link, on keepalived and on Holdfast. */
final class VmacBeside implements AutoCloseable {

  /** The link that both make. */
  static final String LINK = "vrrp.51";

  static final String MASTER = "Entering MASTER STATE";
  static final String FAULT = "Entering FAULT STATE";

  private static final String MAC = VirtualLink.virtualMac(Family.IPV4, 51).toString();

  private static final List<String> ALIKE =
      List.of(
          "vrrp.51 arp_ignore 1",
          "vrrp.51 rp_filter 0",
          "vrrp.51 accept_local 1",
          "vrrp.51 promote_secondaries 1",
          "base arp_ignore 1");

  private final BesideKeepalived both;
  private final String base;

  private VmacBeside(BesideKeepalived both, String base) {
    this.both = both;
    this.base = base;
  }

  /**
   * Lays out both networks; nothing runs yet.
   *
   * @param base the instance's interface
   */
  static VmacBeside on(String base) {
    return new VmacBeside(BesideKeepalived.open(), base);
  }

  /**
   * Starts both directors.
   *
   * @param interval between two adverts, in seconds
   */
  void start(String interval) {
    both.start(
        """
        global_defs {
          vrrp_version 3
        }
        vrrp_instance VI_1 {
          interface %s
          use_vmac
          virtual_router_id 51
          priority 200
          advert_int %s
          virtual_ipaddress {
            10.9.0.100/24
          }
        }
        """
            .formatted(base, interval));
  }

  /** Adds a second device to each node, on the same switch as the first. */
  void addPort(String device) {
    both.addPort(device);
  }

  Node ourNode() {
    return both.ourNode();
  }

  List<Director> directors() {
    return both.directors();
  }

  /** Waits until both directors are as wanted. */
  void await(String what, Predicate<Director> wanted) {
    both.await(what, wanted);
  }

  /** Waits until the log of each director has that text for the given time. */
  void awaitLogged(String text, int times) {
    both.awaitLogged(text, times);
  }

  /** Runs {@code ip} on both nodes; also before the directors have been started. */
  void ip(String... words) {
    both.theirNode().run(command(words));
    both.ourNode().run(command(words));
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

  /** Waits until neither director has the link with the virtual MAC address. */
  void awaitNoLink() {
    both.await(
        "the link is gone", director -> shown(director.node(), "link", "show", LINK).isEmpty());
  }

  private static boolean serves(Director director) {
    var link = shown(director.node(), "addr", "show", LINK);
    return link.contains("10.9.0.100/24") && link.contains(MAC) && link.contains(",UP");
  }

  /**
   * Both are master for the time of that number, and what the network and the kernel see is alike.
   */
  void assertBothServe(int time) {
    both.awaitLogged(MASTER, time);
    both.await("the address is on the link", VmacBeside::serves);
    for (var director : both.directors()) {
      assertThat(director.node().run("sh", "-c", settings()).lines())
          .as(director.name())
          .containsExactlyElementsOf(ALIKE);
    }
    assertAdvertsFromVirtualMac(base, "proto 112", "time" + time);
  }

  /** Returns a script that prints the settings which both have alike. */
  private String settings() {
    return """
    cd /proc/sys/net/ipv4/conf
    for f in arp_ignore rp_filter accept_local promote_secondaries; do
      echo vrrp.51 $f $(cat vrrp.51/$f)
    done
    echo base arp_ignore $(cat %s/arp_ignore)
    """
        .formatted(base);
  }

  /**
   * Both send their adverts from the virtual MAC address.
   *
   * @param device the link to look at
   * @param filter in pcap syntax
   * @param name a name that no other capture has
   */
  void assertAdvertsFromVirtualMac(String device, String filter, String name) {
    for (var director : both.directors()) {
      var file = both.directory().resolve(director.name() + "-" + name + ".pcap");
      assertThat(hasFrames(director.node(), device, filter, 3, "20", file))
          .as(director.name() + " sends adverts on " + device)
          .isTrue();
      assertThat(new Pcap(file).rows("vrrp", "eth.src", "vrrp.prio"))
          .as(director.name())
          .isNotEmpty()
          .allMatch(row -> row.getFirst().equals(MAC) && row.getLast().equals("200"));
    }
  }

  /** Whether no advert is seen on a link of this director for a second. */
  boolean isSilent(Director director, String device) {
    var file = both.directory().resolve(director.name() + "-silent.pcap");
    return !hasFrames(director.node(), device, "proto 112", 1, "1", file);
  }

  /** Whether that number of frames appears on the link within the given number of seconds. */
  private static boolean hasFrames(
      Node node, String device, String filter, int number, String seconds, Path file) {
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
        filter,
        "-w",
        file.toString());
  }

  void assertNobodyServes() {
    both.await("the address is gone", director -> !serves(director));
  }

  @Override
  public void close() {
    both.close();
  }
}
