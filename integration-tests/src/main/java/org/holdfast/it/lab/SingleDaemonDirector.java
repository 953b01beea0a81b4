package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The common part of the directors that consist of one process: a directory, a configuration, a
 * daemon.
 */
abstract sealed class SingleDaemonDirector implements Director
    permits KeepalivedDirector, HoldfastDirector {
  private final Node node;
  private final RouterSpec spec;
  private final Path directory;
  private @Nullable Daemon daemon;

  SingleDaemonDirector(Node node, RouterSpec spec) {
    this.node = node;
    this.spec = spec;
    directory = node.lab().directory().resolve(node.name());
  }

  abstract String configurationName();

  abstract String configuration();

  abstract List<String> command(Path configuration);

  /** Removes the remains of an earlier run that would prevent this start. */
  void prepare() throws IOException {}

  /** Returns the path of a file that belongs to this director only. */
  final Path file(String name) {
    return directory.resolve(name);
  }

  @Override
  public final Node node() {
    return node;
  }

  @Override
  public final RouterSpec spec() {
    return spec;
  }

  @Override
  public final void start() {
    if (isRunning()) {
      throw new IllegalStateException(this + " runs already");
    }
    try {
      Files.createDirectories(directory);
      prepare();
      Path configuration = file(configurationName());
      Files.writeString(configuration, configuration());
      daemon = node.start(command(configuration).toArray(String[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public final void stop() {
    int status = started().stop();
    if (status != 0) {
      throw new LabException(
          "%s stopped with status %d:\n%s".formatted(this, status, started().log()));
    }
  }

  @Override
  public final void kill() {
    started().kill();
  }

  @Override
  public final boolean isRunning() {
    return daemon != null && daemon.isRunning();
  }

  @Override
  public final List<Daemon.Line> log() {
    return daemon == null ? List.of() : daemon.lines();
  }

  private Daemon started() {
    if (daemon == null) {
      throw new IllegalStateException(this + " was never started");
    }
    return daemon;
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + " on " + node;
  }
}
