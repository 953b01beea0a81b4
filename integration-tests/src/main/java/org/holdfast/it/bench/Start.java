package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import org.holdfast.it.lab.Capture;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;
import org.holdfast.it.lab.Tools;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Measures the time from the start of the process to the first advert on the wire. */
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
    var missing = Tools.missing(Tools.HOLDFAST, Tools.TSHARK);
    if (missing.isPresent()) {
      System.err.println(missing.get());
      return 1;
    }
    try (Lab lab = Lab.open()) {
      Switch lan = lab.addSwitch("lan");
      Node node = lab.addNode("a").attach(lan, "eth0", "10.9.0.1/24");
      List<Double> millis = new ArrayList<>();
      for (int repeat = 0; repeat < repeats; repeat++) {
        millis.add(measure(lan, node, repeat));
      }
      Collections.sort(millis);
      System.out.printf(
          "process start to first advert, %d starts: min %.0f, median %.0f, max %.0f ms%n",
          repeats, millis.getFirst(), millis.get(repeats / 2), millis.getLast());
    }
    return 0;
  }

  /**
   * Measures one start in a directory of its own, so that no earlier start has left state there.
   */
  private static double measure(Switch lan, Node node, int repeat) throws IOException {
    Path directory = Files.createDirectory(node.lab().directory().resolve("start" + repeat));
    Path file = Files.writeString(directory.resolve("holdfast.yaml"), OWNER);
    try (Capture capture = lan.capture("start" + repeat + ".pcap", "ip proto 112");
        Daemon agent =
            node.start(
                "sh",
                "-c",
                "date +%s.%N; exec \"$@\"",
                "start",
                HoldfastDirector.launcher().toString(),
                "run",
                "-c",
                file.toString(),
                "--control-socket",
                directory.resolve("control.sock").toString())) {
      await("a master")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(10))
          .failFast("the agent ended", () -> !agent.isRunning())
          .until(() -> agent.log().contains("Entering MASTER STATE"));
      double start = Double.parseDouble(agent.lines().getFirst().text());
      agent.stop();
      return (capture.stop().seconds("vrrp").getFirst() - start) * 1000;
    }
  }
}
