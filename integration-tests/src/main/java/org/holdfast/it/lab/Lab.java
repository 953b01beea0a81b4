package org.holdfast.it.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An isolated environment: one network namespace for the switches, one for each node, and a private
 * {@code /run}. One process holds all of them and ends with this JVM, which removes the namespaces.
 *
 * <p>A lab works as root and, where user namespaces are allowed, as any user. Labs do not see each
 * other, so several may run at once. Not thread-safe: each lab belongs to one thread.
 */
public final class Lab implements AutoCloseable {
  /**
   * The longest wait for an event that is expected soon. It is much longer than the event takes:
   * machines stall while several labs start their agents, and a test that passes does not wait for
   * the full time.
   */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  // The shell keeps the namespaces until its input ends: at close, or when the JVM dies. FRR
  // requires its user to be in the group frrvty, so a private /etc/group says so.
  private static final String HOLDER =
      """
      set -e
      mount -t tmpfs lab /run
      mkdir /run/netns
      if grep -q '^frrvty:' /etc/group; then
        sed 's/^frrvty:.*/&,root/' /etc/group >/run/group
        mount --bind /run/group /etc/group
      fi
      ip link set lo up
      echo ready
      cat >/dev/null
      for node in /run/netns/*; do
        [ -e "$node" ] || continue
        ip netns pids "${node##*/}" | sort -rn | xargs -r kill -KILL || true
      done
      rm -rf "$1"
      """;

  private static final List<String> AS_ROOT = List.of("-nm");
  private static final List<String> AS_USER = List.of("-Urnm");

  /** Reads what to do from its input. */
  static final List<String> IP_BATCH = List.of("ip", "-batch", "-");

  /** What this JVM may do is tried only once, because each trial makes a network namespace. */
  private static final class Allowed {
    static final List<String> FLAGS = flags();
  }

  private final Process holder;
  private final List<String> enter;
  private final Path directory;

  /** Runs the commands in the namespace of the switches, if it is cheaper than without it. */
  private final @Nullable LabShell shell;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final List<Capture> captures = new ArrayList<>();

  private Lab(Process holder, List<String> enter, Path directory) {
    this.holder = holder;
    this.enter = enter;
    this.directory = directory;
    shell = shell(inside(List.of("sh")));
  }

  /** Returns a shell inside {@link UserModeLinux}; elsewhere each command is started by itself. */
  static @Nullable LabShell shell(List<String> command) {
    return UserModeLinux.isHere() ? new LabShell(command, LabCommand.LIMIT) : null;
  }

  /** Returns the reason why no lab can be created here, or an empty string if one can. */
  public static String obstacle() {
    return Allowed.FLAGS.isEmpty()
        ? "namespaces: neither unshare -nm nor unshare -Urnm is allowed (run as root)"
        : "";
  }

  /** Creates an empty lab. */
  public static Lab open() {
    List<String> flags = Allowed.FLAGS;
    if (flags.isEmpty()) {
      throw new LabException(obstacle());
    }
    try {
      Path directory = Files.createTempDirectory("holdfast-lab");
      List<String> command = new ArrayList<>(List.of("unshare"));
      command.addAll(flags);
      command.addAll(List.of("sh", "-c", HOLDER, "lab", directory.toString()));
      Process holder = new ProcessBuilder(command).redirectErrorStream(true).start();
      awaitReady(holder);
      List<String> enter =
          new ArrayList<>(List.of("nsenter", "-t", Long.toString(holder.pid()), "-m"));
      if (flags.equals(AS_USER)) {
        enter.addAll(List.of("-U", "--preserve-credentials"));
      }
      return new Lab(holder, List.copyOf(enter), directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> flags() {
    for (List<String> flags : List.of(AS_ROOT, AS_USER)) {
      List<String> trial = new ArrayList<>(List.of("unshare"));
      trial.addAll(flags);
      trial.addAll(List.of("mount", "-t", "tmpfs", "lab", "/run"));
      if (LabCommand.attempt(trial).status() == 0) {
        return flags;
      }
    }
    return List.of();
  }

  @SuppressWarnings("resource") // the reader must not close the holder's output
  private static void awaitReady(Process holder) throws IOException {
    BufferedReader output = holder.inputReader(StandardCharsets.UTF_8);
    List<String> printed = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals("ready")) {
        return;
      }
      printed.add(line);
    }
    throw new LabException("cannot make a lab: " + String.join("; ", printed));
  }

  /** Creates a switch: each attached node receives the traffic of all others. */
  public Switch addSwitch(String name) {
    return new Switch(this, name);
  }

  /** Creates a node without links. The name is short and unique in this lab. */
  public Node addNode(String name) {
    Node node = new Node(this, name);
    if (nodes.putIfAbsent(name, node) != null) {
      throw new IllegalArgumentException("node: " + name + " (expected: a new name)");
    }
    node.powerOn();
    return node;
  }

  /** Returns the directory for configurations, captures and sockets; it is removed with the lab. */
  public Path directory() {
    return directory;
  }

  /** Returns the directory of the nodes' network namespace files, as seen from this JVM. */
  Path namespaces() {
    return outside("/run/netns");
  }

  /**
   * Returns the path by which this JVM reaches a file of the lab's private {@code /run}.
   *
   * @param file an absolute path as the lab's processes see it
   */
  public Path outside(String file) {
    return Path.of("/proc", Long.toString(holder.pid()), "root").resolve(file.substring(1));
  }

  /**
   * Runs a command in the namespace of the switches. What it mounts is seen by all nodes.
   *
   * @throws LabException if the status is not 0
   */
  public String run(String... command) {
    return attempt(List.of(command), "").outputOf(List.of(command));
  }

  private LabCommand.Result attempt(List<String> command, String input) {
    return shell == null ? LabCommand.attempt(inside(command), input) : shell.run(command, input);
  }

  /**
   * Does several things with one {@code ip} in the namespace of the switches.
   *
   * @param lines what it is told to do, line by line, without the word {@code ip}
   * @throws LabException at the first line that fails
   */
  void ip(String lines) {
    String _ = attempt(IP_BATCH, lines).outputOf(IP_BATCH);
  }

  /** Returns whether a short command succeeds in the namespace of the switches. */
  public boolean succeeds(String... command) {
    return attempt(List.of(command), "").status() == 0;
  }

  /** Returns the command line that runs this command in the namespace of the switches. */
  List<String> inside(List<String> command) {
    return inside("-n", command);
  }

  /**
   * Returns the command line that runs this command in the network namespace of a node, with the
   * {@code /sys} of the switches. It costs half as much as {@code ip netns exec}, which also makes
   * a mount namespace for the node's own {@code /sys}.
   */
  List<String> inside(Node node, List<String> command) {
    return inside("--net=" + namespaces().resolve(node.name()), command);
  }

  private List<String> inside(String network, List<String> command) {
    List<String> line = new ArrayList<>(enter);
    line.addAll(List.of(network, "--"));
    line.addAll(command);
    return line;
  }

  /**
   * Registers a capture. Captures run outside the nodes and end with the lab unless they were
   * stopped before.
   */
  void owns(Capture capture) {
    captures.add(capture);
  }

  /** Ends every capture and every process of every node; the kernel then removes the namespaces. */
  @Override
  public void close() {
    captures.forEach(Capture::close);
    nodes.values().forEach(Node::closeShell);
    if (shell != null) {
      shell.close();
    }
    try {
      holder.getOutputStream().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (!LabCommand.exits(holder, PATIENCE)) {
        holder.destroyForcibly();
      }
    }
  }
}
