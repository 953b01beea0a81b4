package org.holdfast.health.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.holdfast.health.FileNumber;
import org.holdfast.health.TrackFileConfig;
import org.holdfast.linux.FdPoll;
import org.holdfast.linux.Inotify;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.PlainFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the numbers in track files whenever the files change, on its own thread.
 *
 * <p>The thread watches the files' directories, so that a file may be replaced, removed and created
 * again; it checks twice a second whether a missing directory exists. Where the file or a directory
 * on its path is a symbolic link, each link's directory is watched too, and so is the directory to
 * which they finally lead, as of the last reading: see {@link Places}. A file that is rewritten in
 * place more often than it is read may be read empty, as 0: rename a new file over it instead.
 *
 * <p>Text that is not a number counts as 0, as in keepalived, and causes a warning.
 */
public final class FileWatch implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);
  private static final int MOST_BYTES = 128;
  private static final long RETRY_NANOS = 500_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final FileListener listener;
  private final FdPoll poll = new FdPoll();
  private final Inotify inotify;
  private final List<Track> tracks;
  private final Map<Integer, Set<Path>> watched =
      new HashMap<>(); // one directory may have several names
  private final Set<Path> missing = new HashSet<>();
  private final Set<Track> due = new LinkedHashSet<>();
  private final Thread thread;
  private volatile boolean closing;

  private static final class Track {
    private final TrackFileConfig config;
    private final Path file;
    private Set<Places.Place> places;
    private int number;
    private boolean reported;
    private String complaint = "";

    private Track(TrackFileConfig config) {
      this.config = config;
      file = Path.of(config.path());
      places = Places.of(file);
    }

    private boolean isAt(Path directory, String name) {
      return places.contains(new Places.Place(directory, name));
    }

    private boolean isIn(Path directory) {
      return places.stream().anyMatch(place -> place.directory().equals(directory));
    }
  }

  /**
   * Creates the files that have an initial value, and starts the thread.
   *
   * @throws LinuxException when inotify instances are exhausted
   */
  public FileWatch(List<TrackFileConfig> configs, FileListener listener) {
    this.listener = listener;
    inotify = new Inotify();
    tracks = configs.stream().map(Track::new).toList();
    thread = Thread.ofPlatform().name("files").daemon().start(this::run);
  }

  /** Stops reporting and ends the thread; a thread that hangs is abandoned. */
  @Override
  public void close() {
    closing = true;
    poll.wake();
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      tracks.forEach(FileWatch::make);
      due.addAll(tracks);
      watchAndRead();
      while (!closing) {
        guardedTurn();
      }
    } catch (RuntimeException failure) {
      LOG.error("Track files are not watched", failure);
    } finally {
      inotify.close();
      poll.close();
    }
  }

  private static void make(Track track) {
    var value = track.config.initialValue();
    if (value == null) {
      return;
    }
    try {
      if (track.config.overwrite()) {
        PlainFile.overwrite(track.file, value + "\n");
      } else {
        Files.writeString(
            track.file, value + "\n", StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      }
    } catch (FileAlreadyExistsException _) {
      // existing content stays
    } catch (IOException e) {
      LOG.warn("Track file {}: cannot make {}: {}", track.config.name(), track.file, words(e));
    }
  }

  private void turn() {
    poll.clear();
    int place = poll.add(inotify.fd());
    poll.await(missing.isEmpty() && due.isEmpty() ? Long.MAX_VALUE : RETRY_NANOS);
    if (poll.isReady(place)) {
      inotify.read().forEach(this::take);
    }
    watchAndRead();
  }

  /**
   * Reads each due file once, and only after its watches are set: a second reading could fall into
   * the middle of the next change, where the file is empty. A file that cannot be read stays due.
   */
  private void watchAndRead() {
    followLinks();
    watchMissing();
    due.removeIf(this::read);
  }

  /** Watches the directories on the current paths to the files, and no others. */
  private void followLinks() {
    var needed = new HashSet<Path>();
    for (var track : tracks) {
      track.places = Places.of(track.file);
      track.places.forEach(place -> needed.add(place.directory()));
    }
    watched.values().forEach(directories -> directories.retainAll(needed));
    watched
        .entrySet()
        .removeIf(entry -> {
          if (entry.getValue().isEmpty()) {
            inotify.forget(entry.getKey());
            return true;
          }
          return false;
        });
    missing.clear();
    missing.addAll(needed);
    watched.values().forEach(missing::removeAll);
  }

  private void take(Inotify.Event event) {
    switch (event) {
      case Inotify.Event.Changed(int watch, String name) -> {
        var directories = watched.getOrDefault(watch, Set.of());
        for (var track : tracks) {
          if (directories.stream().anyMatch(directory -> track.isAt(directory, name))) {
            due.add(track);
          }
        }
      }
      case Inotify.Event.Gone(int watch) -> {
        var directories = watched.remove(watch);
        if (directories != null) {
          inotify.forget(watch); // the watch of a directory that was moved would continue
          directories.forEach(this::markThoseIn);
        }
      }
      case Inotify.Event.Lost _ -> due.addAll(tracks);
    }
  }

  private void watchMissing() {
    for (var directory : Set.copyOf(missing)) {
      try {
        watched.computeIfAbsent(inotify.watch(directory), _ -> new HashSet<>()).add(directory);
        missing.remove(directory);
        markThoseIn(directory);
      } catch (LinuxException _) {
        // the directory does not exist yet: its files are reported as missing
      }
    }
  }

  private void markThoseIn(Path directory) {
    for (var track : tracks) {
      if (track.isIn(directory)) {
        due.add(track);
      }
    }
  }

  /** A failed turn must not end the thread; the next event makes up for it. */
  private void guardedTurn() {
    try {
      turn();
    } catch (RuntimeException | Error failure) {
      LOG.error("Track files were not looked at", failure);
      poll.clear();
      poll.await(RETRY_NANOS);
    }
  }

  /** Reports the number if it is new; returns false when the file could not be read at present. */
  private boolean read(Track track) {
    var read = number(track);
    if (read.isEmpty()) {
      return false;
    }
    int number = read.getAsInt();
    if (track.reported && number == track.number) {
      return true;
    }
    track.reported = true;
    track.number = number;
    LOG.info("Track file {} is now {}", track.config.name(), number);
    if (!closing) {
      listener.number(track.config.name(), number);
    }
    return true;
  }

  /** Empty when a local problem prevents the reading: the last number remains valid. */
  private static OptionalInt number(Track track) {
    try {
      var text = new String(PlainFile.read(track.file, MOST_BYTES), StandardCharsets.UTF_8);
      var number = FileNumber.of(text);
      complain(track, number.sound() ? "" : "holds more than a number, or none");
      return OptionalInt.of(number.value());
    } catch (NoSuchFileException _) {
      complain(track, "");
      return OptionalInt.of(0);
    } catch (PlainFile.NoRegularFileException _) {
      complain(track, "is not a regular file");
      return OptionalInt.of(0);
    } catch (AccessDeniedException e) {
      complain(track, "cannot be read: " + words(e));
      return OptionalInt.of(0);
    } catch (IOException e) {
      complain(track, "cannot be read for now: " + words(e));
      return OptionalInt.empty();
    }
  }

  /** Logs each problem once, until it changes. */
  private static void complain(Track track, String what) {
    if (!what.equals(track.complaint) && !what.isEmpty()) {
      LOG.warn("Track file {}: {} {}", track.config.name(), track.file, what);
    }
    track.complaint = what;
  }

  private static String words(IOException e) {
    return e.getClass().getSimpleName() + " " + e.getMessage();
  }
}
