package org.holdfast.agent.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.function.Supplier;
import org.holdfast.agent.config.ProcessTerms.ReloadTerms;
import org.holdfast.time.ClockTime;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads at the time that a file contains (keepalived's reload_time_file). A thread looks at the
 * file once a second; without a configured file there is no thread.
 */
public final class ReloadTimer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ReloadTimer.class);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** As much of the file as is read; the longest time has 20 characters. */
  private static final int MOST_BYTES = 64;

  private final Supplier<ZonedDateTime> clock;
  private final Runnable reload;
  private ReloadTerms terms = ReloadTerms.NONE;
  private @Nullable Version seen;
  private @Nullable ZonedDateTime dueAt;
  private final RepeatedLook looking = new RepeatedLook("reload-timer", Duration.ZERO, this::look);

  /** What tells one version of the file from another. */
  private record Version(@Nullable Object key, FileTime modified, long size) {}

  /**
   * Creates a timer that does nothing before {@link #follow}.
   *
   * @param reload requests a reload; returns at once
   */
  public ReloadTimer(Supplier<ZonedDateTime> clock, Runnable reload) {
    this.clock = clock;
    this.reload = reload;
  }

  /** Follows a configuration. */
  public synchronized void follow(ReloadTerms next) {
    if (!Objects.equals(next.timeFile(), terms.timeFile())) {
      seen = null;
      dueAt = null;
    }
    terms = next;
    looking.follow(next.timeFile() != null);
  }

  /**
   * Looks at the file and reloads if it is time.
   *
   * @return the time until the next look
   */
  synchronized Duration look() {
    var name = terms.timeFile();
    if (name == null) {
      return PAUSE;
    }
    var file = Path.of(name);
    var now = clock.get();
    var version = version(file);
    if (!Objects.equals(version, seen)) {
      seen = version;
      dueAt = version == null ? null : read(file, now);
    }
    if (dueAt == null) {
      return PAUSE;
    }
    if (dueAt.isAfter(now)) {
      var left = Duration.between(now, dueAt);
      return left.compareTo(PAUSE) < 0 ? left : PAUSE;
    }
    dueAt = null;
    if (terms.repeat()) {
      dueAt = read(file, now); // the next day, if it has no date
    } else {
      remove(file);
    }
    reload.run();
    return PAUSE;
  }

  private static @Nullable Version version(Path file) {
    try {
      var found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isRegularFile()
          ? new Version(found.fileKey(), found.lastModifiedTime(), found.size())
          : null;
    } catch (IOException absent) {
      return null;
    }
  }

  private static @Nullable ZonedDateTime read(Path file, ZonedDateTime now) {
    try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      var text = new String(in.readNBytes(MOST_BYTES), StandardCharsets.US_ASCII);
      var line = text.lines().findFirst().orElse("");
      var at = ReloadTime.of(line, now);
      log.info(
          at.isPresent() ? "A reload is scheduled for {}" : "The time of the reload is past: {}",
          at.map(ReloadTimer::words).orElse(line));
      return at.orElse(null);
    } catch (NoSuchFileException gone) {
      return null;
    } catch (IOException | DateTimeException e) {
      log.warn("No reload is scheduled by {}: {}", file, e.getMessage());
      return null;
    }
  }

  private static String words(ZonedDateTime time) {
    return ClockTime.seconds(time.toInstant(), time.getZone());
  }

  private static void remove(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      log.warn("The file with the time of the reload cannot be removed: {}", e.toString());
    }
  }

  @Override
  public void close() {
    looking.close();
  }
}
