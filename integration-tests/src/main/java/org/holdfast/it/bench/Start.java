package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;
import org.holdfast.it.lab.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Measures the time from the start of the process to the first advert on the wire, in turns with
 * keepalived.
 */
@Command(
    name = "start",
    mixinStandardHelpOptions = true,
    description = "Measures the time from process start to the first advert.")
public final class Start implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final String OWNER =
      """
      vrrp:
        instances:
          VI_1:
            interface: eth0
            virtual-router-id: 51
            version: 3
            priority: 255
            addresses: [10.9.0.100/24]
      """;

  private static final String OWNER_CONF =
      """
      vrrp_instance VI_1 {
        version 3
        state MASTER
        interface eth0
        virtual_router_id 51
        priority 255
        virtual_ipaddress {
          10.9.0.100/24
        }
      }
      """;

  @Option(
      names = {"-n", "--repeats"},
      defaultValue = "20",
      description = "Starts (default: ${DEFAULT-VALUE}).")
  private int repeats;

  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Start()).execute(arguments));
  }

  @Override
  public Integer call() throws IOException {
    var missing = Tools.missing(Tools.HOLDFAST, Tools.KEEPALIVED, Tools.TSHARK);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    try (Lab lab = Lab.open()) {
      Switch lan = lab.addSwitch("lan");
      Node node = lab.addNode("a").attach(lan, "eth0", "10.9.0.1/24");
      var millis = new EnumMap<Make, List<Double>>(Make.class);
      for (int repeat = 0; repeat < repeats; repeat++) {
        for (Make make : List.of(Make.HOLDFAST, Make.KEEPALIVED)) {
          millis
              .computeIfAbsent(make, _ -> new ArrayList<>())
              .add(measure(lan, node, make, make.toString() + repeat));
        }
      }
      millis.forEach((make, all) -> {
        Collections.sort(all);
        System.out.printf(
            "%-11s process start to first advert, %d starts: min %.0f, median %.0f, max %.0f ms%n",
            make, repeats, all.getFirst(), all.get(repeats / 2), all.getLast());
      });
    }
    return 0;
  }

  /**
   * Measures one start in a directory of its own, so that no earlier start has left state there.
   */
  private static double measure(Switch lan, Node node, Make make, String name) throws IOException {
    Path directory = Files.createDirectory(node.lab().directory().resolve(name));
    try (Capture capture = lan.capture(name + ".pcap", "ip proto 112");
        Daemon router = node.start(timed(command(make, directory)))) {
      await("a master")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .failFast("the router ended", () -> !router.isRunning())
          .until(() -> router.log().contains("Entering MASTER STATE"));
      double start = Double.parseDouble(router.lines().getFirst().text());
      router.stop();
      return (capture.stop().seconds("vrrp").getFirst() - start) * 1000;
    }
  }

  /** Prints the time before the command replaces the shell. */
  private static String[] timed(List<String> command) {
    return Stream.concat(
            Stream.of("sh", "-c", "date +%s.%N; exec \"$@\"", "start"), command.stream())
        .toArray(String[]::new);
  }

  private static List<String> command(Make make, Path directory) throws IOException {
    Path file =
        make == Make.HOLDFAST
            ? Files.writeString(directory.resolve("holdfast.yaml"), OWNER)
            : Files.writeString(directory.resolve("keepalived.conf"), OWNER_CONF);
    return Commands.router(make, file, directory);
  }
}
