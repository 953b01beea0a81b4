package org.holdfast.it.bench;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Node;

/** How long commands take, from their start to their end, when the agent has many servers. */
final class ScaleCommands {

  private static final int SERVERS = 20;
  private static final int REPEATS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** The configurations that the commands are about, in both forms, and a change of them. */
  private record Subject(String title, String yaml, String conf, String changed, int masters) {

    /** Changes the number after the first such word. */
    String change(String text, int number) {
      return text.replaceFirst("(" + changed + ":? )[0-9]+", "$1" + number);
    }
  }

  /**
   * The times of the commands in one form of the configuration, as words, and the transitions of
   * all virtual routers while the commands ran.
   */
  private record Result(List<String> times, long transitions) {}

  private ScaleCommands() {}

  static void ofServices(int services) throws IOException {
    measure(
        new Subject(
            "%d virtual servers of %d servers, IPVS or not".formatted(services, SERVERS),
            yaml(services),
            conf(services),
            "weight",
            0));
  }

  static void ofInstances(int instances) throws IOException {
    measure(
        new Subject(
            "%d virtual routers at 100 ms, all master".formatted(instances),
            ScaleRouter.yamlOfInstances(instances, 4, 1),
            ScaleRouter.confOfInstances(instances, 4, 1),
            "priority",
            instances));
  }

  static void ofAddresses(int addresses) throws IOException {
    measure(
        new Subject(
            "one virtual router with %d addresses".formatted(addresses),
            ScaleRouter.yamlOfAddresses(addresses, 1),
            ScaleRouter.confOfAddresses(addresses, 1),
            "priority",
            1));
  }

  private static void measure(Subject subject) throws IOException {
    System.out.printf(
        "%n%s: first, median and longest of %d%n%-12s %22s %22s%n",
        subject.title(), REPEATS, "", "YAML", "keepalived.conf");
    try (Lab lab = Lab.open()) {
      var yaml = run(lab, "yaml", subject, subject.yaml());
      var conf = run(lab, "conf", subject, subject.conf());
      for (int i = 0; i < COMMANDS.size(); i++) {
        System.out.printf(
            "%-12s %22s %22s%n", COMMANDS.get(i), yaml.times().get(i), conf.times().get(i));
      }
      System.out.printf("%-12s %22d %22d%n", "transitions", yaml.transitions(), conf.transitions());
    }
  }

  private static final List<String> COMMANDS = List.of("status", "show config", "diff", "reload");

  private static Result run(Lab lab, String name, Subject subject, String text) throws IOException {
    Node node = lab.addNode(name);
    for (int i = 0; i < ScaleRouter.links(subject.masters()); i++) {
      node.attach(
          lab.addSwitch(name.charAt(0) + "lan" + i), "l" + i, "10.%d.250.1/16".formatted(100 + i));
    }
    Path directory = Files.createDirectories(lab.directory().resolve(name));
    Path file = Files.writeString(directory.resolve("configuration"), text);
    String socket = directory.resolve("control.sock").toString();
    String holdfast = HoldfastDirector.launcher().toString();
    try (var agent =
        node.start(holdfast, "run", "-c", file.toString(), "--control-socket", socket)) {
      await("the agent").atMost(PATIENCE).until(() -> Files.exists(Path.of(socket)));
      await("all masters")
          .atMost(PATIENCE)
          .until(() -> agent.log().split("MASTER STATE", -1).length > subject.masters());
      node.run(holdfast, "reload", "--control-socket", socket);
      long transitions = transitions(agent);
      var results = new ArrayList<String>();
      int number = 2;
      for (String command : COMMANDS) {
        var millis = new ArrayList<Double>();
        for (int i = 0; i < REPEATS; i++) {
          if (command.equals("diff") || command.equals("reload")) {
            Files.writeString(file, subject.change(text, number++));
          }
          var words =
              Stream.concat(
                      Stream.concat(Stream.of(holdfast), Stream.of(command.split(" ", -1))),
                      Stream.of("--control-socket", socket))
                  .toArray(String[]::new);
          long start = System.nanoTime();
          if (command.equals("diff")) {
            node.succeeds(words); // its status tells whether there are differences
          } else {
            node.run(words);
          }
          millis.add((System.nanoTime() - start) / 1e6);
        }
        double first = millis.getFirst();
        Collections.sort(millis);
        results.add(
            "%.0f, %.0f, %.0f ms".formatted(first, millis.get(REPEATS / 2), millis.getLast()));
      }
      return new Result(results, transitions(agent) - transitions);
    }
  }

  private static long transitions(Daemon agent) {
    return agent.lines().stream().filter(line -> line.text().contains(") Entering ")).count();
  }

  private static String yaml(int services) {
    var text = new StringBuilder("virtual-servers:\n");
    for (int i = 0; i < services; i++) {
      text.append("  s%d:\n    address: %s:80\n    forwarding: nat\n".formatted(i, service(i)));
      text.append("    real-servers:\n");
      for (int j = 0; j < SERVERS; j++) {
        text.append("      - { address: \"%s:80\", weight: 1 }\n".formatted(server(i, j)));
      }
    }
    return text.toString();
  }

  private static String conf(int services) {
    var text = new StringBuilder();
    for (int i = 0; i < services; i++) {
      text.append("virtual_server %s 80 {\n  lvs_sched wlc\n".formatted(service(i)));
      text.append("  lvs_method NAT\n  protocol TCP\n");
      for (int j = 0; j < SERVERS; j++) {
        text.append("  real_server %s 80 {\n    weight 1\n  }\n".formatted(server(i, j)));
      }
      text.append("}\n");
    }
    return text.toString();
  }

  private static String service(int number) {
    return "10.%d.%d.%d".formatted(1, number / 250, number % 250 + 1);
  }

  private static String server(int service, int number) {
    return "10.%d.%d.%d".formatted(10 + number, service / 250, service % 250 + 1);
  }
}
