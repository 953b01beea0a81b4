package org.holdfast.vrrp.packet;

/**
 * Keeps the sequence of an instance's AH adverts when the process ends. Without it a master that is
 * started again would count from 1, and its peers would refuse its adverts as replays.
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

  /** What the earlier process remembered last, perhaps a few adverts before its end; 0 for none. */
  long last();

  /** An advert with this sequence was sent or accepted, and none with a higher one. */
  void remember(long sequence);
}
