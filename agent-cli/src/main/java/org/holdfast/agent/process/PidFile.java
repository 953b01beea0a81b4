package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that holds the agent's process ID while the agent runs. It replaces the file of an earlier
 * process: the lock of the life record, not this file, shows whether another agent runs here.
 */
public final class PidFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PidFile.class);

  private final @Nullable Path path;

  private PidFile(@Nullable Path path) {
    this.path = path;
  }

  /** Writes the file; a failure is only logged. Does nothing for null. */
  public static PidFile write(@Nullable String configured) {
    if (configured == null) {
      return new PidFile(null);
    }
    var path = Path.of(configured);
    try {
      if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("another file is in its place");
      }
      Files.createDirectories(path.toAbsolutePath().getParent()); // keepalived makes its own, too
      var mode = PosixFilePermissions.fromString("rw-r--r--");
      var fresh = Files.createTempFile(path.getParent(), ".pid", null);
      Files.writeString(fresh, own());
      Files.setPosixFilePermissions(fresh, mode);
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return new PidFile(path);
    } catch (IOException e) {
      log.error("PID file {}: {}", path, e.toString());
      return new PidFile(null);
    }
  }

  private static String own() {
    return ProcessHandle.current().pid() + "\n";
  }

  /** Removes the file, unless another process has written it since. */
  @Override
  public void close() {
    try {
      if (path != null && Files.readString(path).equals(own())) {
        Files.delete(path);
      }
    } catch (IOException e) {
      log.warn("PID file {}: {}", path, e.toString());
    }
  }
}
