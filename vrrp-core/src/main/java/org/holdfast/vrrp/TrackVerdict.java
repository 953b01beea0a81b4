package org.holdfast.vrrp;

/** What a track has to say of what it watches: a word, or, of a file, a number. */
public sealed interface TrackVerdict {

  /** It has not spoken yet. */
  TrackVerdict UNDECIDED = Word.UNDECIDED;

  /** It has not spoken yet, and counts as failed until it does (init-fail). */
  TrackVerdict UNDECIDED_FAILED = Word.UNDECIDED_FAILED;

  /** All is well. */
  TrackVerdict WELL = Word.WELL;

  /** Not all is well. */
  TrackVerdict FAILED = Word.FAILED;

  /** The verdicts of all tracks but files. */
  enum Word implements TrackVerdict {
    UNDECIDED("undecided"),
    UNDECIDED_FAILED("failed until it has been run"),
    WELL("ok"),
    FAILED("failed");

    private final String word;

    Word(String word) {
      this.word = word;
    }

    // No default method: the interface would be initialized with its own constants' class.
    @Override
    public boolean isUndecided() {
      return this == UNDECIDED || this == UNDECIDED_FAILED;
    }

    @Override
    public String words() {
      return word;
    }
  }

  /** What a file says. */
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

  /** Whether it is still to speak. */
  boolean isUndecided();

  /** For people: {@code ok}, {@code failed}, {@code 3}. */
  String words();
}
