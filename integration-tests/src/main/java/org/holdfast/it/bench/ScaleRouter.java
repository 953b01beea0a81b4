package org.holdfast.it.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Node;

/** A router of one of the makes with many instances, or with one instance of many addresses. */
final class ScaleRouter {

  /** What VRIDs allow for one family on one link, less a few. */
  private static final int INSTANCES_OF_A_LINK = 250;

  /** The most addresses that an advert carries. */
  private static final int ADVERTISED = 200;

  private final Make make;
  private final Node node;
  private final Path directory;
  private final Daemon daemon;

  private ScaleRouter(Make make, Node node, String yaml, String conf) throws IOException {
    this.make = make;
    this.node = node;
    directory = Files.createDirectories(node.lab().directory().resolve(node.name()));
    Path file = configure(yaml, conf);
    daemon = node.start(Commands.router(make, file, directory).toArray(String[]::new));
  }

  /** Starts a router with a configuration of its make. */
  static ScaleRouter start(Make make, Node node, String yaml, String conf) throws IOException {
    return new ScaleRouter(make, node, yaml, conf);
  }

  /** Overwrites the configuration, which the router reads at the next {@code HUP}. */
  Path configure(String yaml, String conf) throws IOException {
    return Files.writeString(
        directory.resolve("configuration"), make == Make.HOLDFAST ? yaml : conf);
  }

  /** Sends a signal to the process that was started: keepalived's passes it on. */
  void signal(String name) {
    node.run("kill", "-" + name, Long.toString(daemon.pid()));
  }

  /** Starts a router with {@code count} instances on the links l0, l1 and so on, at 100 ms. */
  static ScaleRouter instances(Make make, Node node, int count, int family, int priority)
      throws IOException {
    return new ScaleRouter(
        make,
        node,
        yamlOfInstances(count, family, priority),
        confOfInstances(count, family, priority));
  }

  /** Starts a router with one instance of {@code count} IPv4 addresses, at 100 ms. */
  static ScaleRouter addresses(Make make, Node node, int count, int priority) throws IOException {
    return new ScaleRouter(
        make, node, yamlOfAddresses(count, priority), confOfAddresses(count, priority));
  }

  static String yamlOfInstances(int count, int family, int priority) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            "    V%d: { interface: l%d, virtual-router-id: %d, priority: %d, addresses: [\"%s\"] }\n"
                .formatted(i, link(i), vrid(i), priority, address(i, family)))
        .collect(
            Collectors.joining(
                "",
                "vrrp:\n  defaults: { version: 3, advertisement-interval: 100ms }\n  instances:\n",
                ""));
  }

  static String confOfInstances(int count, int family, int priority) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            instance("V" + i, link(i), vrid(i), priority, List.of(address(i, family)), List.of()))
        .collect(Collectors.joining());
  }

  static String yamlOfAddresses(int count, int priority) {
    var all = addresses(count);
    int advertised = Math.min(ADVERTISED, count);
    return """
    vrrp:
      instances:
        V0:
          interface: l0
          virtual-router-id: 1
          version: 3
          advertisement-interval: 100ms
          priority: %d
          addresses: %s
          excluded-addresses: %s
    """
        .formatted(priority, all.subList(0, advertised), all.subList(advertised, count));
  }

  static String confOfAddresses(int count, int priority) {
    var all = addresses(count);
    int advertised = Math.min(ADVERTISED, count);
    return instance(
        "V0", 0, 1, priority, all.subList(0, advertised), all.subList(advertised, count));
  }

  private static List<String> addresses(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "10.%d.%d.%d/32".formatted(100 + i / 62500, i / 250 % 250, i % 250 + 1))
        .toList();
  }

  /** Returns the number of links that so many instances need. */
  static int links(int instances) {
    return (instances - 1) / INSTANCES_OF_A_LINK + 1;
  }

  private static int link(int instance) {
    return instance / INSTANCES_OF_A_LINK;
  }

  private static int vrid(int instance) {
    return instance % INSTANCES_OF_A_LINK + 1;
  }

  private static String address(int instance, int family) {
    return family == 4
        ? "10.%d.1.%d/32".formatted(100 + link(instance), vrid(instance))
        : "fe80::%x:%x/128".formatted(link(instance) + 1, vrid(instance));
  }

  private static String instance(
      String name,
      int link,
      int vrid,
      int priority,
      List<String> addresses,
      List<String> excluded) {
    return """
    vrrp_instance %s {
      version 3
      state BACKUP
      interface l%d
      virtual_router_id %d
      priority %d
      advert_int 0.1
    %s%s}
    """
        .formatted(
            name,
            link,
            vrid,
            priority,
            block("virtual_ipaddress", addresses),
            block("virtual_ipaddress_excluded", excluded));
  }

  private static String block(String keyword, List<String> lines) {
    return lines.isEmpty()
        ? ""
        : lines.stream().collect(Collectors.joining("\n", "  " + keyword + " {\n", "\n  }\n"));
  }

  Make make() {
    return make;
  }

  Node node() {
    return node;
  }

  String socket() {
    return Commands.socket(directory).toString();
  }

  /** Returns how many instances have become master since the start, by the log. */
  long masters() {
    return daemon.lines().stream().filter(line -> line.text().contains("MASTER STATE")).count();
  }

  /** Returns the time that all threads of the process that speaks VRRP have run, in seconds. */
  double cpuSeconds() throws IOException {
    return ProcessCost.threadsOf(pid()).toNanos() / 1e9;
  }

  /** Has the JVM of Holdfast collect all of its heap, and waits until it has. */
  void collect() throws IOException {
    node.run(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(pid()),
        "GC.run");
  }

  /** Returns the resident memory of the process that speaks VRRP. */
  long residentMib() throws IOException {
    return ProcessCost.of(pid()).residentKib() / 1024;
  }

  private long pid() throws IOException {
    return make == Make.HOLDFAST
        ? daemon.pid()
        : Long.parseLong(Files.readString(Commands.vrrpPid(directory)).strip());
  }

  /** Kills the router, before it can resign. */
  void kill() throws IOException {
    node.run("kill", "-KILL", Long.toString(pid()));
    daemon.close();
  }

  void stop() {
    daemon.stop();
  }
}
