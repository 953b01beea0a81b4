package org.holdfast.it.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.agent.orders.OrderFile;
import org.holdfast.agent.status.ReloadReport;
import org.holdfast.agent.status.StatusReport;
import org.jspecify.annotations.Nullable;

/** A Holdfast agent with any configuration, for tests that {@link RouterSpec} cannot express. */
public final class LabAgent implements AutoCloseable {
  /** The unit of fields 14 and 15 of /proc/PID/stat: 100 on every Linux that runs Java. */
  private static final int TICKS_PER_SECOND = 100;

  private final Node node;
  private final Path directory;
  private final Path controlSocket;
  private @Nullable Daemon daemon;

  /** Creates the only agent of a node; it may be started, ended and started again. */
  public LabAgent(Node node) {
    this(node, "");
  }

  /**
   * Creates one of several agents of a node.
   *
   * @param name distinguishes it from the others
   */
  public LabAgent(Node node, String name) {
    this.node = node;
    directory = node.lab().directory().resolve(node.name() + name);
    controlSocket = directory.resolve("control.sock");
  }

  public Node node() {
    return node;
  }

  /** Returns the path of the agent's control socket, on every node and outside the lab. */
  public Path controlSocket() {
    return controlSocket;
  }

  /**
   * Starts the agent with this YAML.
   *
   * @param wrapper a program and its arguments that replaces itself with the command appended to
   *     them
   */
  public void start(String configuration, String... wrapper) {
    start(configuration, List.of(wrapper), List.of());
  }

  /**
   * Starts the agent with this YAML and the launcher as its parent.
   *
   * @param wrapper as in {@link #start}
   */
  public void startSupervised(String configuration, String... wrapper) {
    start(configuration, List.of(wrapper), List.of("--supervise"));
  }

  private void start(String configuration, List<String> wrapper, List<String> options) {
    if (isRunning()) {
      throw new IllegalStateException(this + " runs already");
    }
    try {
      Files.createDirectories(directory);
      Path file = Files.writeString(directory.resolve("holdfast.yaml"), configuration);
      List<String> command = new ArrayList<>(wrapper);
      command.addAll(
          List.of(
              HoldfastDirector.launcher().toString(),
              "run",
              "-c",
              file.toString(),
              "--control-socket",
              controlSocket.toString()));
      command.addAll(options);
      daemon = node.start(command.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the orders that the agent would carry out at its next start. */
  public void forgetOrders() {
    try {
      Files.deleteIfExists(OrderFile.pathFor(controlSocket));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Replaces the agent's configuration file; the agent reads it at the next reload. */
  public void configure(String configuration) {
    try {
      Path fresh = Files.writeString(directory.resolve("next.yaml"), configuration);
      Files.move(fresh, directory.resolve("holdfast.yaml"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reloads the configuration, waits for the end of the reload, and returns its report. */
  public ReloadReport reload() {
    return report("POST", "/v1/reload");
  }

  /** Returns the changes that a reload would make. */
  public ReloadReport diff() {
    return report("GET", "/v1/diff");
  }

  private ReloadReport report(String method, String path) {
    try {
      return ReloadReport.fromJson(ask(method, path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends SIGHUP without waiting. */
  public void hangUp() {
    node.run("kill", "-HUP", Long.toString(started().pid()));
  }

  /** Sends SIGTERM and waits for the agent, which must shut down in order. */
  public void stop() {
    int status = started().stop();
    if (status != 0) {
      throw new LabException(
          "%s stopped with status %d:\n%s".formatted(this, status, started().log()));
    }
  }

  /** Sends SIGTERM without waiting. */
  public void terminate() {
    started().terminate();
  }

  /** Sends SIGKILL. */
  public void kill() {
    started().kill();
  }

  /**
   * Returns the process ID of the agent of a launcher that is its parent; 0 while there is none.
   */
  public long supervisedPid() {
    var pid = Long.toString(started().pid());
    try {
      var children = Files.readString(Path.of("/proc", pid, "task", pid, "children")).strip();
      return children.isEmpty() ? 0 : Long.parseLong(children.split(" ", -1)[0]);
    } catch (IOException ended) {
      return 0;
    }
  }

  /** Runs {@code holdfast release}, and returns its output. */
  public String release() {
    return node.run(
        HoldfastDirector.launcher().toString(),
        "release",
        "--control-socket",
        controlSocket.toString());
  }

  /** Sends SIGSEGV from outside, which the JVM takes for an internal fault. */
  public void breakJvm() {
    signal("SEGV", started().pid());
  }

  /** Sends a signal to a process, such as the agent of a launcher that is its parent. */
  public void signal(String name, long pid) {
    node.run("kill", "-" + name, Long.toString(pid));
  }

  /** Removes the agent's configuration file. */
  public void removeConfiguration() {
    try {
      Files.delete(directory.resolve("holdfast.yaml"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops every thread of the agent, as on a stalled machine. */
  public void freeze() {
    node.run("kill", "-STOP", Long.toString(started().pid()));
  }

  /** Lets a frozen agent continue. */
  public void thaw() {
    node.run("kill", "-CONT", Long.toString(started().pid()));
  }

  public boolean isRunning() {
    return daemon != null && daemon.isRunning();
  }

  /** Returns the lines that the agent has printed since its last start. */
  public List<String> log() {
    return daemon == null ? List.of() : daemon.lines().stream().map(Daemon.Line::text).toList();
  }

  /**
   * Returns how often the instance has entered any state: the number of its transitions in the log.
   */
  public long transitions(String instance) {
    String entering = "(" + instance + ") Entering ";
    return log().stream().filter(line -> line.contains(entering)).count();
  }

  /**
   * Returns the state of the instance as the agent reports it; empty while the agent does not
   * answer.
   */
  public String state(String instance) {
    return belief(instance).get("state") instanceof String state ? state : "";
  }

  /** Returns the instance's faults in words; also empty while the agent does not answer. */
  public List<String> faults(String instance) {
    return belief(instance).get("faults") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  /**
   * Returns the tracked items of the instance, each in the form {@code file load 3}; empty while
   * the agent does not answer.
   */
  public List<String> tracks(String instance) {
    return belief(instance).get("tracks") instanceof List<?> list
        ? list.stream()
            .map(LabAgent::map)
            .map(track -> track.get("kind") + " " + track.get("name") + " " + track.get("verdict"))
            .toList()
        : List.of();
  }

  /** Returns the complete status report; empty while the agent does not answer. */
  public Optional<StatusReport> report() {
    try {
      return Optional.of(StatusReport.fromJson(get("/v1/status")));
    } catch (IOException _) {
      return Optional.empty(); // the agent is starting or has ended
    }
  }

  /**
   * Returns all that {@code holdfast status} prints for people, on a terminal that breaks no line.
   */
  public String table() {
    var command =
        Stream.concat(Stream.of("env", "COLUMNS=400"), Stream.of(asking("status", "--all")));
    return node.run(command.toArray(String[]::new));
  }

  /** Runs a command that queries this agent and must end with status 0, and returns its output. */
  public String ask(String... command) {
    return node.run(asking(command));
  }

  /**
   * Starts a command that queries this agent and keeps running, such as {@code events --follow}.
   */
  public Daemon follow(String... command) {
    return node.start(asking(command));
  }

  /** Starts a command that queries this agent in a terminal; see {@link VirtualTerminal#start}. */
  public VirtualTerminal inTerminal(String type, int columns, int rows, String... command) {
    return VirtualTerminal.start(node, type, columns, rows, List.of(asking(command)));
  }

  /** Starts a command that queries this agent in a terminal of another node, over SSH. */
  public VirtualTerminal overSsh(
      SshServer server, Node client, String type, int columns, int rows, String... command) {
    return server.inTerminal(client, type, columns, rows, List.of(asking(command)));
  }

  private String[] asking(String... command) {
    return Stream.of(
            Stream.of(HoldfastDirector.launcher().toString()),
            Stream.of(command),
            Stream.of("--control-socket", controlSocket.toString()))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  /**
   * Runs a command that gives an order to this agent, which must be accepted, and returns its
   * output.
   */
  public String order(String... words) {
    return node.run(ordering(words).toArray(String[]::new)).strip();
  }

  /**
   * Runs a command that gives an order to this agent, accepted or refused, and returns its output.
   */
  public String refusal(String... words) {
    var command = new ArrayList<>(List.of("sh", "-c", "\"$@\" || true", "sh"));
    command.addAll(ordering(words));
    return node.run(command.toArray(String[]::new)).strip();
  }

  /**
   * Has the agent step down from an instance, by its control socket, and returns its answer once
   * another router has taken over.
   */
  public String stepDown(String instance) {
    return request("/v1/instances/" + instance + "/step-down?reason=lab");
  }

  /** Withdraws a step-down by the control socket, and returns the agent's answer. */
  public String resume(String instance) {
    return request("/v1/instances/" + instance + "/resume");
  }

  private String request(String path) {
    try {
      return ask("POST", path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> ordering(String... words) {
    var command = new ArrayList<>(List.of(HoldfastDirector.launcher().toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--control-socket", controlSocket.toString()));
    return command;
  }

  /** Returns the number of packets that the instance has rejected, of all kinds. */
  public long rejected(String instance) {
    return map(map(belief(instance).get("packets")).get("rejected")).values().stream()
        .mapToLong(LabAgent::number)
        .sum();
  }

  /**
   * Returns how often the agent has corrected the kernel's IPVS table; -1 while the agent maintains
   * none.
   */
  public long repairs() {
    try {
      return map(JSON.std.mapFrom(get("/v1/status")).get("table")).get("repairs")
              instanceof Number repairs
          ? repairs.longValue()
          : -1;
    } catch (IOException _) {
      return -1; // the agent is starting or has ended
    }
  }

  /** The number of adverts of all instances together. */
  public record Packets(long sent, long received) {}

  /** Returns the number of adverts that all instances have sent and accepted. */
  public Packets packets() {
    var packets = beliefs().map(belief -> map(belief.get("packets"))).toList();
    return new Packets(
        packets.stream().mapToLong(each -> number(each.get("sent"))).sum(),
        packets.stream().mapToLong(each -> number(each.get("received"))).sum());
  }

  /**
   * Returns the control socket's report of one instance; empty while the socket does not answer.
   */
  private Map<?, ?> belief(String instance) {
    return beliefs().filter(each -> instance.equals(each.get("name"))).findFirst().orElse(Map.of());
  }

  private Stream<Map<?, ?>> beliefs() {
    try {
      return JSON.std.mapFrom(get("/v1/status")).get("instances") instanceof List<?> instances
          ? instances.stream().map(LabAgent::map)
          : Stream.of();
    } catch (IOException _) {
      return Stream.of(); // the agent is starting or has ended
    }
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static long number(@Nullable Object value) {
    return value instanceof Number number ? number.longValue() : 0;
  }

  private String get(String path) throws IOException {
    return ask("GET", path);
  }

  private String ask(String method, String path) throws IOException {
    return new ControlClient(controlSocket).ask(method, path);
  }

  /** Returns the agent's resident memory in KiB. */
  public long residentKib() {
    return proc("status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  /** Returns the agent's threads with their CPU time and allocated bytes, as jcmd prints them. */
  public String threads() {
    return node.run(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(started().pid()),
        "Thread.print",
        "-e");
  }

  /** Returns the CPU time that the agent has used since its start. */
  public Duration cpuTime() {
    String stat = proc("stat");
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
    return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
  }

  private String proc(String file) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(started().pid()), file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns the agent's process ID on this machine. */
  public long pid() {
    return started().pid();
  }

  private Daemon started() {
    if (daemon == null) {
      throw new IllegalStateException(this + " was never started");
    }
    return daemon;
  }

  @Override
  public void close() {
    if (isRunning()) {
      kill();
    }
  }

  @Override
  public String toString() {
    return "Agent on " + node;
  }
}
