package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.holdfast.net.IpAddress;

/** Another implementation's BFD on a node, with one session. */
public abstract sealed class BfdPeer implements AutoCloseable permits BirdBfd, FrrBfd {

  /**
   * Its end of the session.
   *
   * @param device the link of a single-hop session
   * @param intervalMillis both its shortest send and its shortest receive interval
   */
  public record Terms(
      IpAddress local,
      IpAddress neighbour,
      String device,
      boolean multihop,
      boolean passive,
      int intervalMillis,
      int multiplier) {

    /** The same at another interval. */
    public Terms withIntervalMillis(int millis) {
      return new Terms(local, neighbour, device, multihop, passive, millis, multiplier);
    }

    /** The same, waiting for the other end to begin. */
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

  /** Starts it with this session; after a stop or a kill it may be started again. */
  public abstract void start(Terms terms);

  /** Changes the session's terms while it runs. */
  public abstract void change(Terms terms);

  /** Whether it takes the session for up. */
  public abstract boolean isUp();

  /** Stops it in order. */
  public void stop() {
    daemons.reversed().forEach(Daemon::stop);
    daemons.clear();
  }

  /** Kills it without a chance to say goodbye. */
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

  /** What its processes have said. */
  public String log() {
    return String.join("\n", daemons.stream().map(Daemon::log).toList());
  }

  @Override
  public void close() {
    daemons.forEach(Daemon::close);
  }
}
