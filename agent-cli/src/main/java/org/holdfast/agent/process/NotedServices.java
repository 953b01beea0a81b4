package org.holdfast.agent.process;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.holdfast.agent.config.AgentConfig;
import org.holdfast.ipvs.run.MarkRecord;

/**
 * Keeps the notes of the life record true of the kernel's IPVS table at every instant, so that a
 * crash in the middle of a start or a reload leaves no service that {@code holdfast release} does
 * not know: a service is noted before it is written to the table, and until it is removed from it.
 * The same holds for the nftables tables that set the services' firewall marks. Thread-safe.
 */
public final class NotedServices implements MarkRecord {

  private static final long SECONDS_FOR_THE_FILE = 1;

  private final Function<List<String>, CompletableFuture<Void>> record;
  private final Supplier<? extends CompletableFuture<?>> tableIsWritten;
  private final Set<String> earlierTables;
  private final Set<String> tables;
  private ReleaseNotes noted;
  private long changes;

  /**
   * Creates the notes of an agent.
   *
   * @param earlier the notes of the crashed agent before this one, whose services may still be in
   *     the table
   * @param record replaces the notes; completes when they are in the file
   * @param tableIsWritten completes when all earlier changes of the table are written or refused
   */
  public NotedServices(
      ReleaseNotes earlier,
      Function<List<String>, CompletableFuture<Void>> record,
      Supplier<? extends CompletableFuture<?>> tableIsWritten) {
    this.noted = earlier;
    this.earlierTables = earlier.markTables();
    this.tables = new LinkedHashSet<>(earlierTables);
    this.record = record;
    this.tableIsWritten = tableIsWritten;
  }

  /**
   * Adds the services of a configuration that is about to be applied. Returns when they are in the
   * file, or after a second: a file system that hangs does not keep the agent from serving.
   */
  public void before(AgentConfig next) {
    var added = ReleaseNotes.of(next);
    CompletableFuture<Void> written;
    synchronized (this) {
      changes++;
      noted = added.withServicesOf(noted).withMarkTables(tables);
      written = record.apply(noted.lines());
    }
    if (!added.services().isEmpty()) {
      await(written);
    }
  }

  private static void await(CompletableFuture<Void> written) {
    written.completeOnTimeout(null, SECONDS_FOR_THE_FILE, TimeUnit.SECONDS).join();
  }

  /**
   * Removes the services that the configuration, which all parts have applied, does not have; does
   * so when the table no longer has them, unless another configuration is being applied by then.
   * Returns at once.
   */
  public void after(AgentConfig next) {
    long begun = changesSoFar();
    var _ =
        tableIsWritten
            .get()
            .thenRun(() -> {
              synchronized (this) {
                if (changes == begun) {
                  noted = ReleaseNotes.of(next).withMarkTables(tables);
                  var _ = record.apply(noted.lines());
                }
              }
            });
  }

  @Override
  public Set<String> ofEarlierRuns() {
    return earlierTables;
  }

  @Override
  public void made(String table) {
    CompletableFuture<Void> written;
    synchronized (this) {
      tables.add(table);
      noted = noted.withMarkTables(tables);
      written = record.apply(noted.lines());
    }
    await(written);
  }

  @Override
  public synchronized void gone(String table) {
    tables.remove(table);
    noted = noted.withMarkTables(tables);
    var _ = record.apply(noted.lines());
  }

  private synchronized long changesSoFar() {
    return changes;
  }
}
