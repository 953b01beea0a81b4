package org.holdfast.it.lab;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.holdfast.net.Family;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * FRR's zebra and vrrpd. FRR does not move addresses: they are on a macvlan with the MAC address of
 * the virtual router, which FRR holds down while it is backup. Supports IPv4 or IPv6, but not both.
 */
public final class FrrDirector implements Director {
  static final Path PROGRAMS = Path.of("/usr/lib/frr");

  private final Node node;
  private final RouterSpec spec;
  private final Family family;
  private final Path directory;
  private @Nullable Daemon zebra;
  private @Nullable Daemon vrrpd;

  public FrrDirector(Node node, RouterSpec spec) {
    if (spec.authentication() != RouterSpec.Authentication.NONE || spec.unicast().isPresent()) {
      throw new IllegalArgumentException("FRR knows neither authentication nor unicast");
    }
    this.node = node;
    this.spec = spec;
    family = spec.vip().family();
    directory = node.lab().directory().resolve(node.name());
  }

  @Override
  public Node node() {
    return node;
  }

  @Override
  public RouterSpec spec() {
    return spec;
  }

  @Override
  public void start() {
    makeMacvlan();
    try {
      Files.createDirectories(directory);
      Files.deleteIfExists(zebraSocket());
      Files.writeString(directory.resolve("zebra.conf"), "");
      Files.writeString(directory.resolve("vrrpd.conf"), configuration());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    zebra = startDaemon("zebra");
    // If zebra is not yet up, vrrpd tries again only after ten seconds.
    await("zebra on " + node)
        .atMost(Lab.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Files.exists(zebraSocket()));
    vrrpd = startDaemon("vrrpd");
  }

  private Path zebraSocket() {
    return directory.resolve("zserv.api");
  }

  private void makeMacvlan() {
    String device = macvlan();
    if (node.succeeds("ip", "link", "show", device)) {
      return;
    }
    String mac =
        String.format(
            Locale.ROOT, "00:00:5e:00:0%d:%02x", family == Family.IPV4 ? 1 : 2, spec.vrid());
    node.run(
        "ip", "link", "add", device, "link", spec.device(), "type", "macvlan", "mode", "bridge");
    node.run("ip", "link", "set", device, "address", mac, "addrgenmode", "random");
    for (IpPrefix address : spec.addresses()) {
      List<String> add =
          new ArrayList<>(List.of("ip", "addr", "add", address.toString(), "dev", device));
      if (family == Family.IPV6) {
        add.add("nodad");
      }
      node.run(add.toArray(String[]::new));
    }
    node.run("ip", "link", "set", device, "up");
  }

  private String macvlan() {
    return "vrrp" + (family == Family.IPV4 ? "4" : "6") + "-" + spec.vrid();
  }

  private String configuration() {
    String router = " vrrp " + spec.vrid();
    StringBuilder text = new StringBuilder("interface " + spec.device() + "\n");
    text.append("%s version %d\n".formatted(router, spec.version()));
    text.append("%s priority %d\n".formatted(router, spec.priority()));
    text.append(
        "%s advertisement-interval %d\n"
            .formatted(router, spec.advertisementInterval().toMillis()));
    text.append(spec.preempt() ? "" : " no" + router + " preempt\n");
    String keyword = family == Family.IPV4 ? "ip" : "ipv6";
    for (IpPrefix address : spec.addresses()) {
      text.append("%s %s %s\n".formatted(router, keyword, address.address()));
    }
    return text.toString();
  }

  private Daemon startDaemon(String program) {
    return node.start(
        PROGRAMS.resolve(program).toString(),
        "--user=root",
        "--group=root",
        "--log=stdout",
        "--log-level=debugging",
        "--socket=" + zebraSocket(),
        "--vty_socket=" + directory,
        "--pid_file=" + directory.resolve(program + ".pid"),
        "--config_file=" + directory.resolve(program + ".conf"));
  }

  @Override
  public void stop() {
    for (Daemon daemon : daemons()) {
      daemon.stop();
    }
  }

  @Override
  public void kill() {
    daemons().forEach(Daemon::kill);
  }

  @Override
  public boolean isRunning() {
    return daemons().stream().anyMatch(Daemon::isRunning);
  }

  @Override
  public List<Daemon.Line> log() {
    return vrrpd == null ? List.of() : vrrpd.lines();
  }

  private List<Daemon> daemons() {
    List<Daemon> daemons = new ArrayList<>();
    if (vrrpd != null) {
      daemons.add(vrrpd);
    }
    if (zebra != null) {
      daemons.add(zebra);
    }
    return daemons;
  }

  @Override
  public String toString() {
    return "FrrDirector on " + node;
  }
}
