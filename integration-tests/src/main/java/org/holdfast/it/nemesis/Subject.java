package org.holdfast.it.nemesis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.holdfast.agent.status.ReloadReport;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.it.lab.ControlClient;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Node;

/**
 * One director of the pair: an agent with the launcher as its parent, in all of its lives. Not
 * thread-safe.
 */
final class Subject implements AutoCloseable {
  private static final Pattern ENTERING =
      Pattern.compile("[(](" + Setting.V4 + "|" + Setting.V6 + ")[)] Entering ");

  private static final String THREADS =
      """
      for task in /proc/$1/task/*; do
        echo "$(cat $task/comm): $(cat $task/wchan)"
      done
      ps -o pid,stat,wchan:32,args --ppid $1
      timeout 5 "$2" $1 Thread.print || true
      """;

  private final Node node;
  private final Path configuration;
  private final String socket;
  private final ControlClient control;
  private final List<String> wrapper;
  private final List<Daemon> lives = new ArrayList<>();
  private Setting setting;

  /**
   * @param state the directory of the control socket and the life record, as the lab sees it
   * @param wrapper the command that replaces itself with the launcher appended to it
   */
  Subject(Node node, Setting setting, String state, List<String> wrapper) {
    this.node = node;
    this.setting = setting;
    this.wrapper = List.copyOf(wrapper);
    configuration = setting.files().resolve("holdfast.yaml");
    socket = state + "/control.sock";
    control = new ControlClient(node.lab().outside(socket));
    configure(setting.yaml());
  }

  Node node() {
    return node;
  }

  /** Returns the configuration that the agent has, or will have after the reload that follows. */
  Setting setting() {
    return setting;
  }

  /** Starts a launcher, which must not run. */
  void start(Path launcher) {
    var command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            launcher.toString(),
            "run",
            "-c",
            configuration.toString(),
            "--control-socket",
            socket,
            "--supervise"));
    lives.add(node.start(command.toArray(String[]::new)));
  }

  /** Replaces the configuration, and has the agent reload it, which is not waited for. */
  void reload(Setting next) {
    setting = next;
    configure(next.yaml());
    signal("HUP");
  }

  /** Replaces the text of the configuration; nothing reads it yet. */
  void configure(String text) {
    try {
      Path fresh = Files.writeString(configuration.resolveSibling("next.yaml"), text);
      Files.move(fresh, configuration, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Has the agent reload its configuration, and returns its report.
   *
   * @throws IOException if it does not answer
   */
  ReloadReport reload() throws IOException {
    return ReloadReport.fromJson(ask("POST", "/v1/reload"));
  }

  /** Returns the body of the agent's answer. */
  String ask(String method, String path) throws IOException {
    return control.ask(method, path);
  }

  /**
   * Returns the agent's report.
   *
   * @throws IOException if it does not answer
   */
  StatusReport status() throws IOException {
    return StatusReport.fromJson(ask("GET", "/v1/status"));
  }

  ControlClient control() {
    return control;
  }

  /** Waits until the launcher has ended, after it was told to. */
  void awaitEnd() {
    launcher().exitStatus();
  }

  /** Returns the launcher of the present life. */
  Daemon launcher() {
    return lives.getLast();
  }

  /** Returns the agent's process, the child of the launcher; empty between two lives. */
  OptionalLong agent() {
    return ProcessHandle.of(launcher().pid()).stream()
        .flatMap(ProcessHandle::children)
        .filter(child -> child.info().command().filter(path -> path.endsWith("/java")).isPresent())
        .mapToLong(ProcessHandle::pid)
        .findFirst();
  }

  /** Sends a signal to the agent, if there is one. */
  void signal(String name) {
    agent().ifPresent(pid -> node.succeeds("kill", "-" + name, Long.toString(pid)));
  }

  /**
   * Returns the stacks of the agent's threads as far as the JVM tells them, and where in the kernel
   * they wait.
   */
  String threads() {
    return agent().stream()
        .mapToObj(Long::toString)
        .map(pid ->
            node.run(
                "sh",
                "-c",
                THREADS,
                "sh",
                pid,
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString()))
        .collect(Collectors.joining());
  }

  /** Returns how often the instances that both directors have entered a state. */
  long transitions() {
    return lines().map(Daemon.Line::text).filter(line -> ENTERING.matcher(line).find()).count();
  }

  /** Returns what the agent and its launcher have printed since an instant. */
  List<String> logSince(Instant since) {
    return lines()
        .filter(line -> !line.at().isBefore(since))
        .map(line -> line.at() + " " + line.text())
        .toList();
  }

  private Stream<Daemon.Line> lines() {
    return lives.stream().flatMap(life -> life.lines().stream());
  }

  @Override
  public void close() {
    lives.forEach(Daemon::close);
  }
}
