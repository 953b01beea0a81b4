package org.holdfast.it.interop;

import static org.holdfast.it.lab.HoldfastDirector.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Node;
import org.holdfast.it.lab.Switch;
import org.holdfast.it.lab.Tools;

/** One keepalived.conf on keepalived and on Holdfast, each alone on a separate network. */
final class BesideKeepalived implements AutoCloseable {

  /** A director and the node that it runs on. */
  record Director(String name, Node node, Daemon daemon) {

    String log() {
      return daemon.log();
    }
  }

  private final Lab lab = Lab.open();
  private final Switch theirLan = lab.addSwitch("lan-theirs");
  private final Switch ourLan = lab.addSwitch("lan-ours");
  private final Node theirNode = node("theirs", theirLan);
  private final Node ourNode = node("ours", ourLan);
  private final List<Director> running = new ArrayList<>();

  private BesideKeepalived() {}

  /** Lays out the networks: each node has eth0 with 10.9.0.1/24, and nothing runs yet. */
  static BesideKeepalived open() {
    Needs.tools(Tools.HOLDFAST, Tools.KEEPALIVED);
    return new BesideKeepalived();
  }

  private Node node(String name, Switch lan) {
    var node = lab.addNode(name);
    node.attach(lan, "eth0", "10.9.0.1/24", "2001:db8:9::1/64");
    return node;
  }

  /** Returns the two nodes and the network of each. */
  Map<Node, Switch> lans() {
    return Map.of(theirNode, theirLan, ourNode, ourLan);
  }

  /** Adds a second device without addresses to each node, on the same switch as the first. */
  void addPort(String device) {
    theirNode.attach(theirLan, device);
    ourNode.attach(ourLan, device);
  }

  Path directory() {
    return lab.directory();
  }

  Node ourNode() {
    return ourNode;
  }

  Node theirNode() {
    return theirNode;
  }

  /** Starts both directors with the same file. */
  void start(String conf) {
    startTheirs(conf);
    startOurs(conf);
  }

  Lab lab() {
    return lab;
  }

  Director startTheirs(String conf) {
    return startTheirs(conf, List.of());
  }

  /**
   * Starts keepalived as the first process of a PID namespace. keepalived 2.2.7 ends itself when it
   * reads {@code global_defs} with a command of another user and has a parent whose number it sees.
   */
  Director startTheirsAsFirstProcess(String conf) {
    return startTheirs(conf, List.of("unshare", "--pid", "--fork", "--mount-proc"));
  }

  /**
   * Starts keepalived by another program.
   *
   * @param wrapper the program and its arguments, to which the command is appended
   */
  Director startTheirs(String conf, List<String> wrapper) {
    var file = write("keepalived.conf", conf);
    var command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            "keepalived",
            "--dont-fork",
            "--log-console",
            "--log-detail",
            "--vrrp",
            "--use-file",
            file.toString(),
            "--pid",
            lab.directory().resolve("keepalived.pid").toString(),
            "--vrrp_pid",
            lab.directory().resolve("vrrp.pid").toString()));
    return started("keepalived", theirNode, command.toArray(String[]::new));
  }

  Director startOurs(String conf) {
    return startOurs(conf, List.of());
  }

  /** Starts our agent by another program; see {@link #startTheirs(String, List)}. */
  Director startOurs(String conf, List<String> wrapper) {
    var command = new ArrayList<>(wrapper);
    command.addAll(
        List.of(
            launcher().toString(),
            "run",
            "--config",
            write("ours.conf", conf).toString(),
            "--control-socket",
            controlSocket()));
    return started("holdfast", ourNode, command.toArray(String[]::new));
  }

  /** Returns the path of our agent's control socket. */
  String controlSocket() {
    return lab.directory().resolve("control.sock").toString();
  }

  /** Has our agent read the file again. */
  String reload(String conf) {
    write("ours.conf", conf);
    return ourNode.run(launcher().toString(), "reload", "--control-socket", controlSocket());
  }

  /** Has both directors read the new file. */
  void reloadBoth(String conf) {
    write("keepalived.conf", conf);
    theirNode.run("sh", "-c", "kill -HUP $(cat " + lab.directory().resolve("keepalived.pid") + ")");
    reload(conf);
  }

  /** Removes what a killed agent of ours has left. */
  void release() {
    ourNode.run(launcher().toString(), "release", "--control-socket", controlSocket());
  }

  /** Waits until the log of one director has that text. */
  void awaitOurs(Director director, String text) {
    Awaitility.await(text).atMost(Lab.PATIENCE).until(() -> director.log().contains(text));
  }

  private Director started(String name, Node node, String... command) {
    var director = new Director(name, node, node.start(command));
    running.add(director);
    return director;
  }

  private Path write(String name, String conf) {
    try {
      return Files.writeString(lab.directory().resolve(name), conf);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Director> directors() {
    return List.copyOf(running);
  }

  /** Waits until both directors are as wanted. */
  void await(String what, Predicate<Director> wanted) {
    Awaitility.await(what)
        .atMost(Lab.PATIENCE)
        .untilAsserted(() -> {
          for (var director : running) {
            if (!wanted.test(director)) {
              throw new AssertionError(
                  director.name() + " is not there yet: " + what + "\n" + director.log());
            }
          }
        });
  }

  /** Waits until the log of each director has that text for the given time. */
  void awaitLogged(String text, int times) {
    awaitLogged(Pattern.compile(text, Pattern.LITERAL), times);
  }

  /** Waits until the log of each director has that many matches of the pattern. */
  void awaitLogged(Pattern pattern, int times) {
    await(
        pattern + " for the time number " + times,
        director -> pattern.matcher(director.log()).results().count() >= times);
  }

  @Override
  public void close() {
    running.forEach(director -> director.daemon().close());
    lab.close();
  }
}
