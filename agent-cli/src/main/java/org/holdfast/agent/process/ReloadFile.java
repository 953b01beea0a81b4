package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that exists while a reload reads the configuration (keepalived's reload_file). A reload
 * goes on without a file that cannot be made.
 */
public final class ReloadFile implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReloadFile.class);

  private static final Set<OpenOption> OPTIONS =
      Set.of(
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE,
          LinkOption.NOFOLLOW_LINKS);

  private final @Nullable Path file;

  private ReloadFile(@Nullable Path file) {
    this.file = file;
  }

  /**
   * Makes or empties the file.
   *
   * @param path null for no file
   */
  public static ReloadFile begin(@Nullable String path) {
    if (path == null) {
      return new ReloadFile(null);
    }
    var file = Path.of(path);
    try {
      // Opening a pipe would wait for its reader.
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
          && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException("it is not a regular file");
      }
      Files.newByteChannel(file, OPTIONS).close();
      return new ReloadFile(file);
    } catch (IOException e) {
      log.warn("The reload file {} cannot be written: {}", path, e.toString());
      return new ReloadFile(null);
    }
  }

  /** Removes the file. */
  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("The reload file {} cannot be removed: {}", file, e.toString());
    }
  }
}
