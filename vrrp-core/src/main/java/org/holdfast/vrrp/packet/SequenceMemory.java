package org.holdfast.vrrp.packet;

/**
 * Keeps the sequence of an instance's AH adverts when the process ends. Without this memory, a
 * restarted master would count from 1, and its peers would reject its adverts as replays.
 */
public interface SequenceMemory {

  /** Remembers nothing. */
  SequenceMemory NONE =
      new SequenceMemory() {
        @Override
        public long last() {
          return 0;
        }

        @Override
        public void remember(long sequence) {}
      };

  /**
   * Returns the sequence that the previous process recorded last, perhaps a few adverts before its
   * end; 0 for none.
   */
  long last();

  /** Records that an advert with this sequence was sent or accepted, and none with a higher one. */
  void remember(long sequence);
}
