package org.holdfast.it.lab;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.holdfast.agent.status.ReloadReport;
import org.holdfast.agent.status.StatusReport;
import org.jspecify.annotations.Nullable;

/** A Holdfast with a configuration of any kind: for what {@link RouterSpec} has no words for. */
public final class Agent implements AutoCloseable {
  /** Of the fields 14 and 15 of /proc/PID/stat: every Linux that runs Java says 100. */
  private static final int TICKS_PER_SECOND = 100;

  private final Node node;
  private final Path directory;
  private final Path controlSocket;
  private @Nullable Daemon daemon;

  /** Of its node, one agent; it may be started, ended and started again. */
  public Agent(Node node) {
    this.node = node;
    directory = node.lab().directory().resolve(node.name());
    controlSocket = directory.resolve("control.sock");
  }

  public Node node() {
    return node;
  }

  /**
   * Starts it with this YAML.
   *
   * @param wrapper a program, and its arguments, that becomes the one that follows them
   */
  public void start(String configuration, String... wrapper) {
    if (isRunning()) {
      throw new IllegalStateException(this + " runs already");
    }
    try {
      Files.createDirectories(directory);
      Path file = Files.writeString(directory.resolve("holdfast.yaml"), configuration);
      List<String> command = new ArrayList<>(List.of(wrapper));
      command.addAll(
          List.of(
              HoldfastDirector.launcher().toString(),
              "run",
              "-c",
              file.toString(),
              "--control-socket",
              controlSocket.toString()));
      daemon = node.start(command.toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has another YAML lie where it was started from; it is read at the next reload. */
  public void configure(String configuration) {
    try {
      Path fresh = Files.writeString(directory.resolve("next.yaml"), configuration);
      Files.move(fresh, directory.resolve("holdfast.yaml"), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Has it reload, and waits until it has; what came of it. */
  public ReloadReport reload() {
    return report("POST", "/v1/reload");
  }

  /** What a reload would change. */
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

  /** SIGHUP, without waiting. */
  public void hangUp() {
    node.run("kill", "-HUP", Long.toString(started().pid()));
  }

  /** SIGTERM, and waits for its end, which has to be in order. */
  public void stop() {
    int status = started().stop();
    if (status != 0) {
      throw new LabException(
          "%s stopped with status %d:\n%s".formatted(this, status, started().log()));
    }
  }

  /** SIGTERM, without waiting. */
  public void terminate() {
    started().terminate();
  }

  /** SIGKILL. */
  public void kill() {
    started().kill();
  }

  /** SIGSEGV from outside, which the JVM takes for a fault of its own. */
  public void breakJvm() {
    node.run("kill", "-SEGV", Long.toString(started().pid()));
  }

  /** Holds every thread of it, as a stalled machine would. */
  public void freeze() {
    node.run("kill", "-STOP", Long.toString(started().pid()));
  }

  /** Lets it go on. */
  public void thaw() {
    node.run("kill", "-CONT", Long.toString(started().pid()));
  }

  public boolean isRunning() {
    return daemon != null && daemon.isRunning();
  }

  /** What it has printed since it was last started. */
  public List<String> log() {
    return daemon == null ? List.of() : daemon.lines().stream().map(Daemon.Line::text).toList();
  }

  /** How often the instance has entered any state: its transitions, told one by one in the log. */
  public long transitions(String instance) {
    String entering = "(" + instance + ") Entering ";
    return log().stream().filter(line -> line.contains(entering)).count();
  }

  /** The state that it believes the instance is in; empty while it cannot be asked. */
  public String state(String instance) {
    return belief(instance).get("state") instanceof String state ? state : "";
  }

  /** The instance's faults, in words; empty too while it cannot be asked. */
  public List<String> faults(String instance) {
    return belief(instance).get("faults") instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** What the instance tracks, each as {@code file load 3}; empty while it cannot be asked. */
  public List<String> tracks(String instance) {
    return belief(instance).get("tracks") instanceof List<?> list
        ? list.stream()
            .map(Agent::map)
            .map(track -> track.get("kind") + " " + track.get("name") + " " + track.get("verdict"))
            .toList()
        : List.of();
  }

  /** All that it knows; empty while it cannot be asked. */
  public Optional<StatusReport> report() {
    try {
      return Optional.of(StatusReport.fromJson(get("/v1/status")));
    } catch (IOException _) {
      return Optional.empty(); // it starts, or it has ended
    }
  }

  /** What {@code holdfast status} prints for people. */
  public String table() {
    return ask("status");
  }

  /** What a command prints that asks this agent, and that must end with status 0. */
  public String ask(String... command) {
    return node.run(asking(command));
  }

  /** A command that asks this agent and goes on, such as {@code events --follow}. */
  public Daemon follow(String... command) {
    return node.start(asking(command));
  }

  private String[] asking(String... command) {
    return Stream.of(
            Stream.of(HoldfastDirector.launcher().toString()),
            Stream.of(command),
            Stream.of("--control-socket", controlSocket.toString()))
        .flatMap(words -> words)
        .toArray(String[]::new);
  }

  /** What {@code holdfast} prints when it orders this; it has to be granted. */
  public String order(String... words) {
    return node.run(ordering(words).toArray(String[]::new)).strip();
  }

  /** What {@code holdfast} prints when it orders this, be it granted or refused. */
  public String refusal(String... words) {
    var command = new ArrayList<>(List.of("sh", "-c", "\"$@\" || true", "sh"));
    command.addAll(ordering(words));
    return node.run(command.toArray(String[]::new)).strip();
  }

  private List<String> ordering(String... words) {
    var command = new ArrayList<>(List.of(HoldfastDirector.launcher().toString()));
    command.addAll(List.of(words));
    command.addAll(List.of("--control-socket", controlSocket.toString()));
    return command;
  }

  /** Packets that the instance has refused, of all kinds. */
  public long rejected(String instance) {
    return map(map(belief(instance).get("packets")).get("rejected")).values().stream()
        .mapToLong(Agent::number)
        .sum();
  }

  /** How often it has put the kernel's IPVS table right; -1 while it keeps none. */
  public long repairs() {
    try {
      return map(JSON.std.mapFrom(get("/v1/status")).get("table")).get("repairs")
              instanceof Number repairs
          ? repairs.longValue()
          : -1;
    } catch (IOException _) {
      return -1; // it starts, or it has ended
    }
  }

  /** Adverts of all instances together. */
  public record Packets(long sent, long received) {}

  /** The adverts that all instances have sent and accepted. */
  public Packets packets() {
    var packets = beliefs().map(belief -> map(belief.get("packets"))).toList();
    return new Packets(
        packets.stream().mapToLong(each -> number(each.get("sent"))).sum(),
        packets.stream().mapToLong(each -> number(each.get("received"))).sum());
  }

  /** What the control socket says of one instance; nothing while it does not answer. */
  private Map<?, ?> belief(String instance) {
    return beliefs().filter(each -> instance.equals(each.get("name"))).findFirst().orElse(Map.of());
  }

  private Stream<Map<?, ?>> beliefs() {
    try {
      return JSON.std.mapFrom(get("/v1/status")).get("instances") instanceof List<?> instances
          ? instances.stream().map(Agent::map)
          : Stream.of();
    } catch (IOException _) {
      return Stream.of(); // it starts, or it has ended: it has no belief
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
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(controlSocket));
      var request =
          method + " " + path + " HTTP/1.1\r\nHost: holdfast\r\nConnection: close\r\n\r\n";
      channel.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      var answer =
          new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
      int body = answer.indexOf("\r\n\r\n");
      if (body < 0) {
        throw new IOException("closed without an answer");
      }
      return answer.substring(body + 4);
    }
  }

  /** Its memory that is in RAM, in KiB. */
  public long residentKib() {
    return proc("status")
        .lines()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }

  /**
   * Its threads with their CPU time and the bytes that they have allocated, as jcmd prints them.
   */
  public String threads() {
    return node.run(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(started().pid()),
        "Thread.print",
        "-e");
  }

  /** The CPU time that it has used since its start. */
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

  /** Its process, on this machine. */
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
