package org.holdfast.vrrp.io;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import org.holdfast.vrrp.election.Times;
import org.holdfast.vrrp.packet.SequenceMemory;
import org.jspecify.annotations.Nullable;

/**
 * The slots of a {@link LifeRecord}: for each instance a key and the instant until which all its
 * peers regard it as master. The election loop changes the slots; the thread of the record's writer
 * reads them.
 */
final class RecordSlots {

  private static final int SLOTS = 4096;
  private static final int SLOT_BYTES = 16;

  /** The size of all slots in the file. */
  static final int BYTES = SLOTS * SLOT_BYTES;

  private static final long FREE_KEY = -1;

  private final Map<Long, Long> earlier;
  private final Runnable changed;
  private final AtomicLongArray words = new AtomicLongArray(2 * SLOTS);
  private final ArrayDeque<Integer> freed = new ArrayDeque<>();
  private volatile int used;
  private volatile boolean moved;

  private RecordSlots(Map<Long, Long> earlier, Runnable changed) {
    this.earlier = earlier;
    this.changed = changed;
  }

  /**
   * Returns slots without data of an earlier run.
   *
   * @param changed called after each change, on the loop that made it
   */
  static RecordSlots empty(Runnable changed) {
    return new RecordSlots(Map.of(), changed);
  }

  /** Returns slots with the data that an earlier run left in the file; see {@link #empty}. */
  static RecordSlots after(ByteBuffer left, Runnable changed) {
    var earlier = new HashMap<Long, Long>();
    for (int at = 0; at < BYTES && left.getLong(at) != 0; at += SLOT_BYTES) {
      earlier.put(left.getLong(at), left.getLong(at + Long.BYTES));
    }
    return new RecordSlots(earlier, changed);
  }

  /**
   * Returns the slots for the file if they have changed since the last call. Called on the writer's
   * thread.
   */
  Optional<ByteBuffer> takeMoved() {
    int slots = used;
    if (!moved || slots == 0) {
      return Optional.empty();
    }
    var bytes = ByteBuffer.allocate(Math.min(SLOTS, slots + 1) * SLOT_BYTES);
    for (int word = 0; word < 2 * slots; word++) {
      bytes.putLong(words.get(word));
    }
    return Optional.of(bytes.clear());
  }

  /**
   * Assigns a slot to the instance of that key. Called on the election loop.
   *
   * @throws IllegalStateException if all slots are taken
   */
  Slot slot(String key) {
    int at = freePlace();
    long hash = hash(key);
    long until = earlier.getOrDefault(hash, 0L);
    words.set(at + 1, until); // the earlier run's value applies until this run has decided
    words.set(at, hash);
    return new Slot(key, at, until);
  }

  private int freePlace() {
    var place = freed.poll();
    if (place != null) {
      return place;
    }
    int slots = used;
    if (slots == SLOTS) {
      throw new IllegalStateException("more than " + SLOTS + " instances");
    }
    used = slots + 1;
    return slots * 2;
  }

  /** Returns the FNV-1a hash of the key, never 0. */
  private static long hash(String key) {
    long hash = 0xcbf2_9ce4_8422_2325L;
    for (int i = 0; i < key.length(); i++) {
      hash = (hash ^ key.charAt(i)) * 0x100_0000_01b3L;
    }
    return hash == 0 ? 1 : hash;
  }

  /** The slot of one instance. Confined to the election loop. */
  final class Slot implements SequenceMemory {

    private final String key;
    private final int at;
    private final long earlierMasterUntil;
    private @Nullable Slot sequences;

    private Slot(String key, int at, long earlierMasterUntil) {
      this.key = key;
      this.at = at;
      this.earlierMasterUntil = earlierMasterUntil;
    }

    /**
     * Whether an earlier run ended as master so recently that no peer can have missed its adverts.
     *
     * @param now the present, in nanoseconds on {@link org.holdfast.time.NanoClock#system()}
     * @param longest the longest silence that peers tolerate, in nanoseconds: a later instant in
     *     the file was written with another clock and is ignored
     */
    boolean mayResume(long now, long longest) {
      long left = earlierMasterUntil - now;
      return earlierMasterUntil != 0 && left > 0 && left <= longest;
    }

    /**
     * Returns the instant by which a peer has replaced an earlier run that ended as master; {@link
     * Times#NEVER} if no run did so, or if the instant is past.
     *
     * @param now as in {@link #mayResume}
     * @param longest as in {@link #mayResume}
     * @param replacement how long it takes to replace a master whose silence is no longer
     *     tolerated, in nanoseconds
     */
    long replacedBy(long now, long longest, long replacement) {
      long left = earlierMasterUntil - now;
      return earlierMasterUntil != 0 && left > -replacement && left <= longest
          ? earlierMasterUntil + replacement
          : Times.NEVER;
    }

    /**
     * Records that an advert was sent, after which every peer regards us as master until {@code
     * instant}.
     */
    void masterUntil(long instant) {
      set(instant == 0 ? 1 : instant);
    }

    /** Records that the instance is not master. */
    void notMaster() {
      set(0);
    }

    private void set(long until) {
      words.set(at + 1, until);
      moved = true;
      changed.run();
    }

    @Override
    public long last() {
      return sequences().earlierMasterUntil;
    }

    @Override
    public void remember(long sequence) {
      sequences().set(sequence);
    }

    /** Returns the slot of the sequence number, which only instances with AH use. */
    private Slot sequences() {
      var slot = sequences;
      if (slot == null) {
        slot = slot(key + "/ah");
        sequences = slot;
      }
      return slot;
    }

    /** Frees the slot for another instance. No other method may be called afterwards. */
    void free() {
      words.set(at, FREE_KEY); // not 0, at which a reader would stop
      notMaster();
      freed.add(at);
      if (sequences != null) {
        sequences.free();
      }
    }
  }
}
