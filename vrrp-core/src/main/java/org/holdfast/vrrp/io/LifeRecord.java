package org.holdfast.vrrp.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.holdfast.linux.PrivateFile;

/**
 * State file that the next run of the agent reads after a crash. It survives a kill -9 but not a
 * reboot, and has a few bytes for each instance. The loops change an image in memory and {@link
 * RecordWriter} writes it to the file, so that neither a full nor a frozen file system delays a
 * loop. Room for the whole file is reserved when it is opened.
 *
 * <p>The file's lock also keeps a second agent from using the same control socket. The election
 * loop changes the slots, the kernel loop the holdings.
 *
 * <pre>
 *  file:  | magic 8 | boot 8 | areas at 8 | bytes of an area 8 | 4096 slots |
 *  areas: | area | area |, at the offset "areas at"
 *  slot:  | key 8 | master until 8 |
 *  area:  | number 8 | length 4 | checksum 4 | holdings, a line each |
 * </pre>
 *
 * {@code key} identifies the instance (link, family, VRID); 0 marks the end, -1 a free slot. {@code
 * master until} is the instant of {@link org.holdfast.time.NanoClock#system()} up to which no peer
 * can have missed this run's adverts, or 0 if the instance is not master. An instance with AH has a
 * second slot, which holds the last sequence number instead. The holdings are the objects that this
 * run has added to the kernel, and those that earlier runs added and that were not removed yet.
 * They prove ownership on kernels that store no mark, and name the objects that a later
 * configuration no longer names. The two areas are written alternately, so that a crash during a
 * write leaves the other area intact.
 */
public final class LifeRecord implements AutoCloseable {

  private static final long MAGIC = 0x484f_4c44_4641_5332L; // "HOLDFAS2"
  private static final int HEADER = 32;
  private static final int AREAS = HEADER + RecordSlots.BYTES;

  /** The prefix of a note's line, with which no holding's text begins. */
  private static final String NOTE = "@";

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path path;
  private final PrivateFile file;
  private final long boot;
  private final RecordSlots slots;
  private final HoldingsAreas areas;
  private final List<String> earlierHoldings;
  private final List<String> earlierNotes;
  private final RecordWriter writer;
  private final AtomicBoolean linesMoved = new AtomicBoolean();
  private volatile byte[] notes = new byte[0];
  private volatile List<String> held = List.of();
  private volatile int expected;

  private LifeRecord(Path path, PrivateFile file) throws IOException {
    this.path = path;
    this.file = file;
    boot = Files.readString(BOOT_ID).hashCode();
    var start = readAt(0, AREAS);
    boolean sameBoot = start.getLong(0) == MAGIC && start.getLong(8) == boot;
    boolean sound =
        sameBoot
            && start.getLong(16) >= AREAS
            && start.getLong(16) <= file.size()
            && start.getLong(24) >= HoldingsAreas.LEAST_BYTES
            && start.getLong(24) <= HoldingsAreas.LARGEST_BYTES;
    areas =
        sound
            ? new HoldingsAreas(file, start.getLong(16), (int) start.getLong(24))
            : new HoldingsAreas(file, AREAS, HoldingsAreas.LEAST_BYTES);
    var earlier = sound ? areas.read() : List.<String>of();
    earlierHoldings = earlier.stream().filter(line -> !line.startsWith(NOTE)).toList();
    earlierNotes =
        earlier.stream()
            .filter(line -> line.startsWith(NOTE))
            .map(line -> line.substring(NOTE.length()))
            .toList();
    held = earlierHoldings;
    try {
      areas.reserve();
    } catch (IOException e) {
      if (!sameBoot) {
        file.remove();
      }
      throw e;
    }
    if (!sound) {
      forget();
      writeHeader();
    }
    slots =
        sameBoot
            ? RecordSlots.after(start.slice(HEADER, RecordSlots.BYTES), this::changed)
            : RecordSlots.empty(this::changed);
    writer = new RecordWriter(this::write);
  }

  private void changed() {
    writer.changed();
  }

  /**
   * Opens the file and reads what an earlier run since the last boot left.
   *
   * @return empty if a running agent has the file open
   * @throws UncheckedIOException if the file cannot be created, has no room, or may have been
   *     written by other users
   */
  public static Optional<LifeRecord> open(Path path) {
    try {
      var directory = path.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      var file = PrivateFile.open(path);
      if (file.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(new LifeRecord(path, file.get()));
      } catch (IOException e) {
        file.get().close();
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("state file " + path, e);
    }
  }

  private ByteBuffer readAt(long at, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    file.read(bytes, at);
    return bytes.clear();
  }

  /**
   * Returns the holdings in a running agent's file; empty if the file is not a state file.
   *
   * @throws IOException if the file cannot be read
   */
  static Optional<List<String>> holdingsIn(Path path) throws IOException {
    var all = ByteBuffer.wrap(Files.readAllBytes(path));
    if (all.limit() < AREAS || all.getLong(0) != MAGIC) {
      return Optional.empty();
    }
    long at = all.getLong(16);
    long bytes = all.getLong(24);
    boolean sound =
        at >= AREAS && bytes >= HoldingsAreas.LEAST_BYTES && bytes <= HoldingsAreas.LARGEST_BYTES;
    return sound && at + 2 * bytes <= all.limit()
        ? Optional.of(
            new RecordAreas(all.slice((int) at, (int) (2 * bytes)), (int) bytes).holdings())
        : Optional.empty();
  }

  /**
   * Returns the objects that earlier runs since the last boot added to the kernel and that are not
   * known to be removed, in the texts given to {@link #holdings}.
   */
  List<String> earlierHoldings() {
    return earlierHoldings;
  }

  /**
   * Returns the {@link #notes} of the latest run since the last boot; removing its objects needs
   * them as well as the holdings.
   */
  public List<String> earlierNotes() {
    return earlierNotes;
  }

  /**
   * Replaces the notes: lines about the agent's other objects, such as its IPVS services, that have
   * to be removed if it crashes. May be called from any thread; returns at once.
   *
   * @return completed when the notes are in the file; not before it can be written
   */
  public CompletableFuture<Void> notes(List<String> lines) {
    notes = HoldingsAreas.bytesOf(lines.stream().map(line -> NOTE + line).toList());
    linesMoved.set(true);
    return writer.written();
  }

  /**
   * Records that no objects of this run or an earlier one are left in the kernel. {@link #close}
   * writes it.
   */
  public void nothingIsLeft() {
    var _ = notes(List.of());
    holdings(List.of());
  }

  /**
   * Reserves room for holdings of these texts, so that they can be written even when the file
   * system becomes full. Waits for the file system, so that it is called at the start, before the
   * loops run.
   *
   * @throws UncheckedIOException if the file system has no room
   */
  void reserve(List<String> texts) {
    try {
      growTo(notes.length + HoldingsAreas.bytesOf(texts).length);
    } catch (IOException e) {
      throw new UncheckedIOException("state file " + path, e);
    }
  }

  /**
   * Announces the largest holdings that may be recorded: the writer reserves room, or logs that
   * there is none. Called on the kernel loop; returns at once.
   */
  void expect(List<String> texts) {
    expected = HoldingsAreas.bytesOf(texts).length;
    writer.changed();
  }

  private synchronized void growTo(int length) throws IOException {
    if (areas.growTo(length)) {
      writeHeader();
    }
  }

  /**
   * Records the objects in the kernel that this agent has to remove; lines beyond the reserved room
   * are left out. Called on the kernel loop; returns at once, because the writer makes the bytes.
   *
   * @param texts not to be changed afterwards
   */
  void holdings(List<String> texts) {
    held = texts;
    linesMoved();
  }

  /**
   * Returns a future that is completed when all changes so far are in the file; not before it can
   * be written. May be called from any thread.
   */
  CompletableFuture<Void> written() {
    return writer.written();
  }

  private void linesMoved() {
    linesMoved.set(true);
    changed();
  }

  private static byte[] both(byte[] first, byte[] second) {
    var both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private void write() throws IOException {
    writeSlots();
    boolean moved =
        linesMoved.getAndSet(false); // if they change meanwhile, write() is called again
    var lines = both(HoldingsAreas.bytesOf(held), notes);
    IOException noRoom = null;
    try {
      growTo(Math.max(notes.length + expected, moved ? lines.length : 0));
    } catch (IOException e) {
      noRoom = e;
    }
    if (moved) {
      try {
        areas.write(lines);
      } catch (IOException e) {
        linesMoved.set(true);
        throw e;
      }
    }
    if (noRoom != null) {
      throw noRoom;
    }
  }

  private void writeSlots() throws IOException {
    var moved = slots.takeMoved();
    if (moved.isEmpty()) {
      return;
    }
    // Including the header, because another program may have truncated the file.
    var bytes = ByteBuffer.allocate(HEADER + moved.get().remaining());
    header(bytes);
    file.write(bytes.put(moved.get()).clear(), 0);
  }

  /**
   * Clears the slots and both areas of a file of an earlier boot or another format, because the new
   * header would make them valid.
   */
  private void forget() throws IOException {
    file.write(ByteBuffer.allocate(AREAS - HEADER), HEADER);
    areas.clear();
  }

  private void writeHeader() throws IOException {
    var bytes = ByteBuffer.allocate(HEADER);
    header(bytes);
    file.write(bytes.clear(), 0);
  }

  private void header(ByteBuffer to) {
    areas.locate(to.putLong(MAGIC).putLong(boot));
  }

  /**
   * Assigns a slot to the instance of that key. Called on the election loop.
   *
   * @throws IllegalStateException if all slots are taken
   */
  RecordSlots.Slot slot(String key) {
    return slots.slot(key);
  }

  /** Writes the last changes and unlocks the file for another agent. */
  @Override
  public void close() {
    writer.close();
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("state file " + path, e);
    }
  }
}
