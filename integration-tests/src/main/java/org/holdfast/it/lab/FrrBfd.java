package org.holdfast.it.lab;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The BFD implementation of FRR: zebra and bfdd. */
public final class FrrBfd extends BfdPeer {

  public FrrBfd(Node node) {
    super(node);
  }

  @Override
  public void start(Terms terms) {
    write("zebra.conf", "");
    write("bfdd.conf", "bfd\n peer " + peer(terms) + "\n  " + String.join("\n  ", words(terms)));
    delete("zserv.api");
    startDaemon("zebra");
    // If zebra is not yet up, bfdd tries again only after ten seconds.
    await("zebra on " + node())
        .atMost(Lab.PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> Files.exists(directory().resolve("zserv.api")));
    startDaemon("bfdd", "--bfdctl=" + directory().resolve("bfdd.sock"));
  }

  private static String peer(Terms terms) {
    return terms.neighbour()
        + (terms.multihop() ? " multihop" : "")
        + " local-address "
        + terms.local()
        + (terms.multihop() ? "" : " interface " + terms.device());
  }

  private static String[] words(Terms terms) {
    return new String[] {
      "detect-multiplier " + terms.multiplier(),
      "receive-interval " + terms.intervalMillis(),
      "transmit-interval " + terms.intervalMillis(),
      terms.passive() ? "passive-mode" : "no passive-mode",
      "no shutdown"
    };
  }

  private void startDaemon(String program, String... more) {
    var command =
        new ArrayList<>(
            List.of(
                FrrDirector.PROGRAMS.resolve(program).toString(),
                "--user=root",
                "--group=root",
                "--log=stdout",
                "--log-level=debugging",
                "--socket=" + directory().resolve("zserv.api"),
                "--vty_socket=" + directory(),
                "--pid_file=" + directory().resolve(program + ".pid"),
                "--config_file=" + directory().resolve(program + ".conf")));
    command.addAll(List.of(more));
    launch(command.toArray(String[]::new));
  }

  @Override
  public void change(Terms terms) {
    var command = new ArrayList<>(List.of("vtysh", "--vty_socket", directory().toString()));
    for (var line : List.of("configure terminal", "bfd", "peer " + peer(terms))) {
      command.addAll(List.of("-c", line));
    }
    for (var line : words(terms)) {
      command.addAll(List.of("-c", line));
    }
    node().run(command.toArray(String[]::new));
  }

  @Override
  public boolean isUp() {
    var show = "vtysh --vty_socket " + directory() + " -c 'show bfd peers'";
    return node().succeeds("sh", "-c", show + " | grep -q 'Status: up'");
  }
}
