package org.holdfast.health;

/** A group of servers that serve together: the sum of their weights, and whether it suffices. */
final class Tier {

  private final int number;
  private long sum;
  private Quorum quorum;

  /** Creates a tier without servers. */
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

  /** Whether the sum sufficed at the last decision. */
  boolean held() {
    return quorum.held();
  }

  /** Changes the sum without a decision. */
  void add(long weight) {
    sum += weight;
  }

  /** Adopts the last decision of an earlier configuration. */
  void resume(boolean held) {
    quorum = new Quorum(quorum.needed(), quorum.hysteresis(), held);
  }

  /** Decides by the current sum. */
  void decide() {
    quorum = quorum.next(sum);
  }
}
