package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.PairLab;
import org.holdfast.it.lab.Pcap;
import org.holdfast.it.lab.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures how long a master is silent while addresses are added and removed on another link of its
 * host.
 */
@Command(
    name = "netlink",
    mixinStandardHelpOptions = true,
    description = "Measures a master's silence during a storm of foreign addresses.")
public final class Netlink implements Callable<Integer> {

  /** The time after which a backup of priority 100 takes over, with 100 ms between adverts. */
  private static final double MASTER_DOWN_MILLIS = 361;

  private static final String ADVERTS = "vrrp && ip.src == " + PairLab.ADDRESS_OF_A;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Option(
      names = {"-i", "--instances"},
      defaultValue = "250",
      description = "Virtual routers, 1 to 250 (default: ${DEFAULT-VALUE}).")
  private int instances;

  @Option(
      names = {"-a", "--addresses"},
      defaultValue = "10000",
      description = "Addresses that come and go, 1 to 65000 (default: ${DEFAULT-VALUE}).")
  private int addresses;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Netlink()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    var missing = Tools.missing(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.TSHARK);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    System.out.printf(
        "%-11s %10s %12s %16s %10s%n", "", "added in", "removed in", "longest silence", "replaced");
    measure("holdfast");
    measure("keepalived");
    return 0;
  }

  private void measure(String make) throws IOException, InterruptedException {
    try (PairLab lab = PairLab.open()) {
      Node a = lab.a();
      start(make, a);
      a.run("ip", "link", "add", "other", "type", "veth", "peer", "name", "other1");
      a.run("ip", "link", "set", "other", "up");
      a.run("ip", "link", "set", "other1", "up");
      awaitAllMaster(lab);
      Capture capture = lab.lan().capture(make + ".pcap", "ip proto 112");
      double added = batch(a, "add");
      TimeUnit.SECONDS.sleep(3);
      double removed = batch(a, "del");
      TimeUnit.SECONDS.sleep(3);
      report(make, added, removed, capture.stop());
    }
  }

  private void start(String make, Node node) throws IOException {
    if (make.equals("holdfast")) {
      new LabAgent(node).start(holdfast());
      return;
    }
    Path directory = Files.createDirectories(node.lab().directory().resolve("keepalived"));
    Path file = Files.writeString(directory.resolve("keepalived.conf"), keepalived());
    node.start(Commands.router(Make.KEEPALIVED, file, directory).toArray(String[]::new));
  }

  private void awaitAllMaster(PairLab lab) {
    await("adverts of every virtual router")
        .atMost(PATIENCE)
        .until(() -> {
          Capture look = lab.lan().capture("look.pcap", "ip proto 112");
          TimeUnit.MILLISECONDS.sleep(500);
          return look.stop().rows(ADVERTS, "vrrp.virt_rtr_id").stream().distinct().count()
              == instances;
        });
  }

  private double batch(Node node, String verb) throws IOException {
    String lines =
        IntStream.range(0, addresses)
            .mapToObj(i ->
                "addr %s 10.%d.%d.%d/32 dev other"
                    .formatted(verb, 100 + i / 62500, i / 250 % 250, i % 250 + 1))
            .collect(Collectors.joining("\n", "", "\n"));
    Path file = Files.writeString(node.lab().directory().resolve("batch-" + verb), lines);
    long start = System.nanoTime();
    node.run("ip", "-batch", file.toString());
    return (System.nanoTime() - start) / 1e9;
  }

  private static void report(String make, double added, double removed, Pcap pcap) {
    var last = new HashMap<String, Double>();
    var silence = new HashMap<String, Double>();
    for (List<String> row : pcap.rows(ADVERTS, "vrrp.virt_rtr_id", "frame.time_epoch")) {
      double at = Double.parseDouble(row.get(1)) * 1000;
      Double before = last.put(row.getFirst(), at);
      if (before != null) {
        silence.merge(row.getFirst(), at - before, Math::max);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%-11s %8.2f s %10.2f s %13.0f ms %10d%n",
        make,
        added,
        removed,
        silence.values().stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN),
        silence.values().stream().filter(longest -> longest >= MASTER_DOWN_MILLIS).count());
  }

  private String holdfast() {
    return IntStream.rangeClosed(1, instances)
        .mapToObj(vrid ->
            "    VI_%1$d: { interface: eth0, virtual-router-id: %1$d, priority: 200,"
                    .formatted(vrid)
                + " addresses: [10.9.1.%d/32] }".formatted(vrid))
        .collect(
            Collectors.joining(
                "\n",
                """
                vrrp:
                  defaults: { version: 3, advertisement-interval: 100ms }
                  instances:
                """,
                "\n"));
  }

  private String keepalived() {
    return IntStream.rangeClosed(1, instances)
        .mapToObj(vrid ->
            """
            vrrp_instance VI_%1$d {
              version 3
              state BACKUP
              interface eth0
              virtual_router_id %1$d
              priority 200
              advert_int 0.1
              virtual_ipaddress {
                10.9.1.%1$d/32
              }
            }
            """
                .formatted(vrid))
        .collect(Collectors.joining());
  }
}
