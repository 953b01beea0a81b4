package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the kernel's reports of memberships in link-local IPv4 groups while the agent runs
 * (keepalived's disable_local_igmp). Concerns all links of the network namespace.
 *
 * <p>The host's value is recorded before it is changed, so that after a crash the next run, or
 * {@code holdfast release}, restores it. Differs: keepalived that is killed leaves its own value.
 */
public final class LinkLocalIgmp implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LinkLocalIgmp.class);

  private static final Path SETTING = Path.of("/proc/sys/net/ipv4/igmp_link_local_mcast_reports");

  private static final String OFF = "0";
  private static final String NOTE = "link-local-igmp ";
  private static final long MILLIS_FOR_THE_FILE = 200;

  private final Path setting;

  /** The host's value, to be restored; empty if nothing was changed. */
  private final Optional<String> before;

  private LinkLocalIgmp(Path setting, Optional<String> before) {
    this.setting = setting;
    this.before = before;
  }

  /**
   * Stops the reports, or restores what a crashed run left; to be called before a group is joined.
   * Waits for the record of the change, for 200 ms at most.
   *
   * @param wanted whether the reports are wanted
   * @param earlierNotes the notes of the run before this one
   * @param record replaces the notes; completes when they are in the file
   */
  public static LinkLocalIgmp begin(
      boolean wanted,
      List<String> earlierNotes,
      Function<List<String>, CompletableFuture<Void>> record) {
    return begin(wanted, earlierNotes, record, SETTING);
  }

  static LinkLocalIgmp begin(
      boolean wanted,
      List<String> earlierNotes,
      Function<List<String>, CompletableFuture<Void>> record,
      Path setting) {
    if (wanted) {
      restore(earlierNotes, setting);
      return new LinkLocalIgmp(setting, Optional.empty());
    }
    try {
      var now = Files.readString(setting).strip();
      var before = now.equals(OFF) ? noted(earlierNotes) : Optional.of(now);
      var igmp = new LinkLocalIgmp(setting, before);
      if (before.isPresent()) {
        var others = earlierNotes.stream().filter(line -> !line.startsWith(NOTE)).toList();
        record
            .apply(igmp.with(others))
            .completeOnTimeout(null, MILLIS_FOR_THE_FILE, TimeUnit.MILLISECONDS)
            .join();
        Files.writeString(setting, OFF);
      }
      return igmp;
    } catch (IOException e) {
      log.warn("IGMP for link-local groups cannot be turned off: {}", e.toString());
      return new LinkLocalIgmp(setting, Optional.empty());
    }
  }

  /** Restores the setting if these notes of a crashed run say that it was changed. */
  public static void restore(List<String> notes) {
    restore(notes, SETTING);
  }

  static void restore(List<String> notes, Path setting) {
    noted(notes).ifPresent(before -> restore(before, setting));
  }

  private static Optional<String> noted(List<String> notes) {
    return notes.stream()
        .filter(line -> line.startsWith(NOTE))
        .map(line -> line.substring(NOTE.length()))
        .findFirst();
  }

  /** Leaves a value alone that another program has set in the meantime. */
  private static void restore(String before, Path setting) {
    try {
      if (Files.readString(setting).strip().equals(OFF)) {
        Files.writeString(setting, before);
      }
    } catch (IOException e) {
      log.warn("IGMP for link-local groups cannot be turned on again: {}", e.toString());
    }
  }

  /** Returns the agent's other notes with the one about this setting, if it was changed. */
  public List<String> with(List<String> others) {
    return Stream.concat(others.stream(), before.map(value -> NOTE + value).stream()).toList();
  }

  /** Restores the setting if it was changed. */
  @Override
  public void close() {
    before.ifPresent(value -> restore(value, setting));
  }
}
