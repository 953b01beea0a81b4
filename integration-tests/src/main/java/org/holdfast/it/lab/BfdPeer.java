package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.net.IpAddress;

/** Another implementation of BFD on a node, with one session. */
public abstract sealed class BfdPeer implements AutoCloseable permits BirdBfd, FrrBfd {

  /**
   * The terms of this peer's end of the session.
   *
   * @param device the link of a single-hop session
   * @param intervalMillis both the shortest send interval and the shortest receive interval
   */
  public record Terms(
      IpAddress local,
      IpAddress neighbour,
      String device,
      boolean multihop,
      boolean passive,
      int intervalMillis,
      int multiplier) {

    /** Returns these terms with another interval. */
    public Terms withIntervalMillis(int millis) {
      return new Terms(local, neighbour, device, multihop, passive, millis, multiplier);
    }

    /** Returns these terms with a passive role: this end waits for the other one to begin. */
    public Terms waiting() {
      return new Terms(local, neighbour, device, multihop, true, intervalMillis, multiplier);
    }
  }

  private final Node node;
  private final Path directory;
  private final List<Daemon> daemons = new ArrayList<>();

  BfdPeer(Node node) {
    this.node = node;
    directory = node.lab().directory().resolve("bfd-" + node.name());
  }

  /** Starts the peer with this session. After a stop or a kill it may be started again. */
  public abstract void start(Terms terms);

  /** Changes the session's terms while the peer runs. */
  public abstract void change(Terms terms);

  /** Returns whether the peer considers the session up. */
  public abstract boolean isUp();

  /** Stops the peer in order. */
  public void stop() {
    daemons.reversed().forEach(Daemon::stop);
    daemons.clear();
  }

  /** Kills the peer before it can send a last packet. */
  public void kill() {
    daemons.reversed().forEach(Daemon::kill);
    daemons.clear();
  }

  Node node() {
    return node;
  }

  Path directory() {
    return directory;
  }

  Path write(String file, String text) {
    try {
      Files.createDirectories(directory);
      return Files.writeString(directory.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void delete(String file) {
    try {
      Files.deleteIfExists(directory.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void launch(String... command) {
    daemons.add(node.start(command));
  }

  /** Returns the output of the peer's processes. */
  public String log() {
    return String.join("\n", daemons.stream().map(Daemon::log).toList());
  }

  @Override
  public void close() {
    daemons.forEach(Daemon::close);
  }
}
