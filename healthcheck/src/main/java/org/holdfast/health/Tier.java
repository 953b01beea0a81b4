package org.holdfast.health;

/** Servers that serve together: the sum of their weights, and whether it is enough. */
final class Tier {

  private final int number;
  private long sum;
  private Quorum quorum;

  /** With nobody in it yet. */
  Tier(int number, Quorum quorum) {
    this.number = number;
    this.quorum = quorum;
  }

  int number() {
    return number;
  }

  long sum() {
    return sum;
  }

  /** Whether the sum was enough when it was last decided. */
  boolean held() {
    return quorum.held();
  }

  /** Changes the sum alone. */
  void add(long weight) {
    sum += weight;
  }

  /** Takes over from an earlier configuration whether it was enough. */
  void resume(boolean held) {
    quorum = new Quorum(quorum.needed(), quorum.hysteresis(), held);
  }

  /** By the sum as it is now. */
  void decide() {
    quorum = quorum.next(sum);
  }
}
