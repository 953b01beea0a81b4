package org.holdfast.it.health;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.VirtualServerStatus;
import org.holdfast.agent.status.VirtualServerStatus.ServerStatus;
import org.holdfast.health.run.CheckStatus;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabAgent;
import org.holdfast.it.lab.LabException;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.Waits;

/** A director with an agent, and a node with the checked servers. */
final class ServerLab implements AutoCloseable {
  static final String DIRECTOR = "10.9.0.1";
  static final String SERVERS = "10.9.0.10";
  static final String SERVERS_IPV6 = "2001:db8:9::10";

  private static final Duration POLL = Duration.ofMillis(100);

  private final Lab lab;
  private final Node director;
  private final Node servers;
  private final LabAgent agent;
  private final List<AutoCloseable> onClose = new ArrayList<>();

  private ServerLab(Lab lab) {
    this.lab = lab;
    var lan = lab.addSwitch("lan");
    director = lab.addNode("lb").attach(lan, "eth0", DIRECTOR + "/24", "2001:db8:9::1/64");
    servers = lab.addNode("rs").attach(lan, "eth0", SERVERS + "/24", SERVERS_IPV6 + "/64");
    agent = new LabAgent(director);
  }

  /** Reports that the agent is starting or has ended, so that nothing is known about it. */
  private static final class NoAnswer extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  static ServerLab open(Tools... tools) {
    var needed = new ArrayList<>(List.of(tools));
    needed.add(Tools.HOLDFAST);
    Needs.tools(needed.toArray(Tools[]::new));
    return new ServerLab(Lab.open());
  }

  Node director() {
    return director;
  }

  Node servers() {
    return servers;
  }

  LabAgent agent() {
    return agent;
  }

  /** Registers a resource that is closed with this lab. */
  <T extends AutoCloseable> T owning(T thing) {
    onClose.add(thing);
    return thing;
  }

  Path file(String name) {
    return name.isEmpty() ? lab.directory() : lab.directory().resolve(name);
  }

  /** Replaces a file atomically: a concurrent reader sees either the old text or the new one. */
  Path write(String name, String text) {
    try {
      var whole = Files.writeString(file(name + ".new"), text);
      return Files.move(whole, file(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns the lines of a file that another process writes; none while the file does not exist.
   */
  List<String> lines(String name) {
    try {
      return Files.exists(file(name)) ? Files.readAllLines(file(name)) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  StatusReport report() {
    return agent.report().orElseThrow(NoAnswer::new);
  }

  VirtualServerStatus service(String name) {
    return report().virtualServers().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(NoAnswer::new);
  }

  /** Returns the only server of a virtual server. */
  ServerStatus server(String service) {
    return service(service).servers().getFirst();
  }

  /** Returns the check whose description contains these words. */
  Optional<CheckStatus> check(String words) {
    return report().checks().stream()
        .filter(each -> words.startsWith(each.check() + ": "))
        .findFirst();
  }

  void awaitUp(String service) {
    await(service + " up", () -> server(service).state().equals("up"));
  }

  /** Waits until the server is down for exactly this reason. */
  void awaitDown(String service, String why) {
    var seen = new AtomicReference<>("");
    try {
      await(
          service + " down because of " + why,
          () -> {
            var server = server(service);
            seen.set(server.why());
            return server.state().equals("down") && server.why().equals(why);
          });
    } catch (AssertionError e) {
      throw new AssertionError("said instead: " + seen, e);
    }
  }

  /** Waits until a condition holds. */
  void await(String fact, BooleanSupplier condition) {
    try {
      Awaitility.await(fact)
          .atMost(Lab.PATIENCE)
          .pollInterval(POLL)
          .ignoreException(NoAnswer.class)
          .failFast("the agent has ended", () -> wasStarted() && !agent.isRunning())
          .until(condition::getAsBoolean);
    } catch (ConditionTimeoutException | TerminalFailureException e) {
      throw new AssertionError("not so: " + fact + logs(), e);
    }
  }

  /** Asserts that a condition holds for this long. */
  void holdsFor(Duration time, String fact, BooleanSupplier condition) {
    new Waits(POLL, this::logs).holdsFor(time, fact, condition);
  }

  private boolean wasStarted() {
    return !agent.log().isEmpty();
  }

  /** Returns the logs and the status, for the analysis of a failure. */
  private String logs() {
    String table;
    try {
      table = agent.table();
    } catch (LabException e) {
      table = e.getMessage() + "\n";
    }
    return "\n" + table + String.join("\n  ", agent.log());
  }

  @Override
  public void close() {
    agent.close();
    for (var thing : onClose.reversed()) {
      try {
        thing.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    lab.close();
  }
}
