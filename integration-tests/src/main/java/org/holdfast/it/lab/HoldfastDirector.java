package org.holdfast.it.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.jspecify.annotations.Nullable;

/** The Holdfast build under test: {@code bin/holdfast run} with a YAML file. */
public final class HoldfastDirector extends SingleDaemonDirector {
  private final @Nullable IpAddress watched;
  private final List<String> more = new ArrayList<>();

  public HoldfastDirector(Node node, RouterSpec spec) {
    this(node, spec, null);
  }

  /**
   * Creates a director that also watches a neighbour by BFD (10 ms, multiplier 3, real-time
   * priority) and takes over from it at once.
   */
  public HoldfastDirector(Node node, RouterSpec spec, @Nullable IpAddress watched) {
    super(node, spec);
    this.watched = watched;
  }

  /**
   * Returns the launcher, which is in the directory of the system property {@code holdfast.home};
   * the default is the output of {@code mvn package}, as seen from the repository or from one of
   * its modules.
   */
  public static Path launcher() {
    String tree = "agent-cli/target/holdfast";
    Path here = Files.isDirectory(Path.of("agent-cli")) ? Path.of(tree) : Path.of("..", tree);
    return Path.of(System.getProperty("holdfast.home", here.toString()))
        .toAbsolutePath()
        .normalize()
        .resolve("bin/holdfast");
  }

  /** Adds a line to the instance's configuration, such as {@code handover: false}. */
  public void configure(String line) {
    more.add(line);
  }

  /** Returns the output of {@code holdfast status --json}. */
  public String status() {
    return node()
        .run(
            launcher().toString(),
            "status",
            "--control-socket",
            file("control.sock").toString(),
            "--json");
  }

  @Override
  String configurationName() {
    return "holdfast.yaml";
  }

  @Override
  List<String> command(Path configuration) {
    return List.of(
        launcher().toString(),
        "run",
        "-c",
        configuration.toString(),
        "--control-socket",
        file("control.sock").toString());
  }

  @Override
  String configuration() {
    StringBuilder text = new StringBuilder();
    RouterSpec spec = spec();
    text.append(
        """
        router-id: %s
        vrrp:
          instances:
            %s:
              interface: %s
              virtual-router-id: %d
              version: %d
              priority: %d
              advertisement-interval: %dms
              preempt: %s
        """
            .formatted(
                node(),
                RouterSpec.INSTANCE,
                spec.device(),
                spec.vrid(),
                spec.version(),
                spec.priority(),
                spec.advertisementInterval().toMillis(),
                spec.preempt()));
    String indent = "      ";
    more.forEach(line -> text.append(indent).append(line).append('\n'));
    text.append(
        switch (spec.vmac()) {
          case NONE -> "";
          case ADDRESSES_AND_ADVERTS -> indent + "vmac: true\n";
          case ADDRESSES -> indent + "vmac: { adverts-from-base: true }\n";
        });
    if (!spec.preemptDelay().isZero()) {
      text.append(indent).append("preempt-delay: %dms\n".formatted(spec.preemptDelay().toMillis()));
    }
    if (spec.authentication() != RouterSpec.Authentication.NONE) {
      text.append(indent)
          .append(
              "authentication: { type: %s, password: %s }\n"
                  .formatted(
                      spec.authentication().name().toLowerCase(Locale.ROOT), RouterSpec.PASSWORD));
    }
    spec.unicast()
        .ifPresent(unicast ->
            text.append(indent)
                .append(
                    "unicast: { source: \"%s\", peers: [\"%s\"] }\n"
                        .formatted(unicast.source(), unicast.peer())));
    text.append(indent)
        .append(
            spec.addresses().stream()
                .map(IpPrefix::toString)
                .collect(Collectors.joining("\", \"", "addresses: [\"", "\"]\n")));
    if (watched != null) {
      text.append(indent).append("fast-failover: [peer]\n");
      text.append("  real-time-priority: 50\n");
      text.append(
          "bfd: { sessions: { peer: { neighbour: \"%s\", interface: %s, multiplier: 3 } } }\n"
              .formatted(watched, spec.device()));
    }
    return text.toString();
  }
}
