package org.holdfast.vrrp.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the next life of this agent is to know of this one, kept where a kill -9 cannot reach it: a
 * mapped file of a few bytes an instance, on a file system that ends with the boot. Writing is a
 * store to memory.
 *
 * <p>Its lock is also what keeps a second agent off the same control socket. Slots are written by
 * the election loop.
 *
 * <pre>
 *  file:  | magic 8 | boot 8 | 4096 slots | length 4 | holdings, a line each |
 *  slot:  | key 8 | master until 8 |
 * </pre>
 *
 * {@code key} tells the instance (link, family, VRID), 0 marks the end, -1 one that is free. {@code
 * master until} is the instant of {@link org.holdfast.linux.NanoClock#system()} up to which no peer
 * can have missed the adverts of this life, or 0 when it is not master. The holdings are the
 * addresses that it has put on links: the mark of ownership on kernels that keep none, and the way
 * to find those that a later configuration no longer names.
 */
public final class LifeRecord implements AutoCloseable {

  private static final long MAGIC = 0x484f_4c44_4641_5354L; // "HOLDFAST"
  private static final int HEADER = 16;
  private static final int SLOT = 16;
  private static final int SLOTS = 4096;
  private static final long NOBODY = -1;
  private static final int HOLDINGS = HEADER + SLOTS * SLOT;
  private static final int HOLDINGS_BYTES = 1 << 20;
  private static final FileAttribute<?> OWNER_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private final FileChannel file;
  private final FileLock lock;
  private final MappedByteBuffer memory;
  private final long[] earlierKeys;
  private final long[] earlierMasterUntil;
  private final List<String> earlierHoldings;
  private final ArrayDeque<Integer> freed = new ArrayDeque<>();
  private int slots;

  private LifeRecord(FileChannel file, FileLock lock) throws IOException {
    this.file = file;
    this.lock = lock;
    this.memory = file.map(FileChannel.MapMode.READ_WRITE, 0, HOLDINGS + (long) HOLDINGS_BYTES);
    long boot = Files.readString(BOOT_ID).hashCode();
    boolean sameBoot = memory.getLong(0) == MAGIC && memory.getLong(8) == boot;
    var keys = new ArrayList<Long>();
    for (int at = HEADER; sameBoot && at < HOLDINGS && memory.getLong(at) != 0; at += SLOT) {
      keys.add(memory.getLong(at));
    }
    earlierKeys = keys.stream().mapToLong(Long::longValue).toArray();
    earlierMasterUntil = new long[earlierKeys.length];
    for (int i = 0; i < earlierKeys.length; i++) {
      earlierMasterUntil[i] = memory.getLong(HEADER + i * SLOT + 8);
    }
    earlierHoldings = sameBoot ? readHoldings() : List.of();
    for (int at = 0; at < HOLDINGS; at += 8) {
      memory.putLong(at, 0);
    }
    memory.putLong(0, MAGIC).putLong(8, boot);
  }

  /**
   * Opens the record and reads what an earlier life of this boot left. Empty when a living agent
   * holds it.
   *
   * @throws UncheckedIOException when the file cannot be made
   */
  public static Optional<LifeRecord> open(Path path) {
    try {
      var directory = path.toAbsolutePath().getParent();
      if (directory != null) {
        Files.createDirectories(directory);
      }
      var file =
          FileChannel.open(
              path,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  LinkOption.NOFOLLOW_LINKS),
              OWNER_ALONE);
      var lock = tryLock(file);
      if (lock.isEmpty()) {
        file.close();
        return Optional.empty();
      }
      return Optional.of(new LifeRecord(file, lock.get()));
    } catch (IOException e) {
      throw new UncheckedIOException("state file " + path, e);
    }
  }

  private static Optional<FileLock> tryLock(FileChannel file) throws IOException {
    try {
      return Optional.ofNullable(file.tryLock());
    } catch (OverlappingFileLockException ownedByThisProcess) {
      return Optional.empty();
    }
  }

  private List<String> readHoldings() {
    int length = memory.getInt(HOLDINGS);
    if (length <= 0 || length > HOLDINGS_BYTES - Integer.BYTES) {
      return List.of();
    }
    var bytes = new byte[length];
    memory.get(HOLDINGS + Integer.BYTES, bytes);
    return new String(bytes, StandardCharsets.UTF_8).lines().toList();
  }

  /**
   * The addresses that an earlier life of this boot had put on links, as {@link #holdings} got
   * them.
   */
  List<String> earlierHoldings() {
    return earlierHoldings;
  }

  /**
   * Writes down what this life has on links now; lines that do not fit any more are left out.
   * Kernel loop.
   */
  void holdings(List<String> texts) {
    memory.putInt(HOLDINGS, 0); // whoever kills us in the middle leaves nothing, not half a line
    int length = 0;
    for (var text : texts) {
      var line = (text + "\n").getBytes(StandardCharsets.UTF_8);
      if (length + line.length > HOLDINGS_BYTES - Integer.BYTES) {
        break;
      }
      memory.put(HOLDINGS + Integer.BYTES + length, line);
      length += line.length;
    }
    memory.putInt(HOLDINGS, length);
  }

  /** Takes a slot for the instance of that key. */
  Slot slot(String key) {
    int at = freePlace();
    long hash = hash(key);
    memory.putLong(at, hash);
    long until = 0;
    for (int i = 0; i < earlierKeys.length; i++) {
      if (earlierKeys[i] == hash) {
        until = earlierMasterUntil[i];
      }
    }
    memory.putLong(at + 8, until); // until this life has decided, the earlier one's word stands
    return new Slot(at, until);
  }

  private int freePlace() {
    var place = freed.poll();
    if (place != null) {
      return place;
    }
    if (slots == SLOTS) {
      throw new IllegalStateException("more than " + SLOTS + " instances");
    }
    return HEADER + slots++ * SLOT;
  }

  /** FNV-1a, never 0. */
  private static long hash(String key) {
    long hash = 0xcbf2_9ce4_8422_2325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100_0000_01b3L;
    }
    return hash == 0 ? 1 : hash;
  }

  /** Ends this life in order: the next one finds no master. */
  @Override
  public void close() {
    try {
      lock.release();
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("state file", e);
    }
  }

  /** One instance's part of the record. */
  final class Slot {

    private final int at;
    private final long earlierMasterUntil;

    private Slot(int at, long earlierMasterUntil) {
      this.at = at;
      this.earlierMasterUntil = earlierMasterUntil;
    }

    /**
     * Whether an earlier life ended as master so lately that no peer can have missed its adverts.
     */
    boolean mayResume(long now) {
      return earlierMasterUntil != 0 && now - earlierMasterUntil < 0;
    }

    /** An advert has gone out: up to {@code instant} every peer knows that we are master. */
    void masterUntil(long instant) {
      memory.putLong(at + 8, instant == 0 ? 1 : instant);
    }

    /** We are not master. */
    void notMaster() {
      memory.putLong(at + 8, 0);
    }

    /** The instance is no more: the next that comes may have its place. Not to be used after. */
    void free() {
      notMaster();
      memory.putLong(at, NOBODY); // not 0, at which a reader would stop
      freed.add(at);
    }
  }
}
