package org.holdfast.agent.answers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.holdfast.agent.process.Signals;
import org.holdfast.agent.status.Statistics;
import org.holdfast.agent.status.StatusReport;
import org.holdfast.agent.status.StatusTable;
import org.holdfast.net.Printable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a file on a signal, as keepalived does: its status on USR1, its counters on USR2. The
 * files are in the directory of the control socket, and only their owner may read them.
 *
 * <p>Differs: keepalived writes to fixed names in /tmp, where any user may have created a file
 * before.
 */
public final class Dumps {

  private static final Logger log = LoggerFactory.getLogger(Dumps.class);

  private final Path controlSocket;
  private final Supplier<CompletableFuture<StatusReport>> status;

  private Dumps(Path controlSocket, Supplier<CompletableFuture<StatusReport>> status) {
    this.controlSocket = controlSocket;
    this.status = status;
  }

  /** Registers handlers for the signals. */
  public static void onSignals(
      Path controlSocket, Supplier<CompletableFuture<StatusReport>> status) {
    var dumps = new Dumps(controlSocket, status);
    Signals.on("USR1", dumps::data);
    Signals.on("USR2", dumps::stats);
  }

  private void data() {
    var _ =
        status
            .get()
            .thenAccept(report -> {
              write(".data", StatusTable.of(report));
              write(".json", report.toJson() + "\n");
            })
            .exceptionally(Dumps::failed);
  }

  private void stats() {
    var _ =
        status
            .get()
            .thenAccept(report -> {
              var text = new StringBuilder();
              report.instances().forEach(instance -> text.append(Statistics.of(instance)));
              write(".stats", text.toString());
            })
            .exceptionally(Dumps::failed);
  }

  /** Replaces the file atomically: a reader finds either the previous file or this one. */
  private void write(String suffix, String text) {
    var file = controlSocket.resolveSibling(controlSocket.getFileName() + suffix);
    try {
      var directory = file.toAbsolutePath().getParent();
      var owner = PosixFilePermissions.fromString("rw-------");
      var fresh =
          Files.createTempFile(
              directory, ".dump", suffix, PosixFilePermissions.asFileAttribute(owner));
      try {
        Files.writeString(fresh, Printable.lines(text));
        Files.move(
            fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh); // if it could not be written
      }
      log.info("Wrote {}", file);
    } catch (IOException e) {
      log.error("{} could not be written: {}", file, e.toString());
    }
  }

  private static @Nullable Void failed(Throwable failure) {
    log.error("No dump could be made", failure);
    return null;
  }
}
