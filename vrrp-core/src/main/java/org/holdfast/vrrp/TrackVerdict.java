package org.holdfast.vrrp;

/** The result of a track: a word or, for a file, a number. */
public sealed interface TrackVerdict {

  /** No result yet. */
  TrackVerdict UNDECIDED = Word.UNDECIDED;

  /** No result yet; counts as failed until there is one (init-fail). */
  TrackVerdict UNDECIDED_FAILED = Word.UNDECIDED_FAILED;

  /** The tracked object is well. */
  TrackVerdict WELL = Word.WELL;

  /** The tracked object has failed. */
  TrackVerdict FAILED = Word.FAILED;

  /** The verdicts of all kinds of tracks except files. */
  enum Word implements TrackVerdict {
    UNDECIDED("undecided"),
    UNDECIDED_FAILED("failed until it has been run"),
    WELL("ok"),
    FAILED("failed");

    private final String word;

    Word(String word) {
      this.word = word;
    }

    // No default method in the interface: with one, initializing this enum would initialize the
    // interface, whose constants need this enum.
    @Override
    public boolean isUndecided() {
      return this == UNDECIDED || this == UNDECIDED_FAILED;
    }

    @Override
    public String words() {
      return word;
    }
  }

  /** The number in a tracked file. */
  record Value(int number) implements TrackVerdict {
    @Override
    public boolean isUndecided() {
      return false;
    }

    @Override
    public String words() {
      return Integer.toString(number);
    }
  }

  /** Whether the track has not given a result yet. */
  boolean isUndecided();

  /** The verdict for human readers: {@code ok}, {@code failed}, {@code 3}. */
  String words();
}
