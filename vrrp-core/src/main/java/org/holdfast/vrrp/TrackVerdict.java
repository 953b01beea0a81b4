package org.holdfast.vrrp;

/** What a track has to say of what it watches: a word, or, of a file, a number. */
public sealed interface TrackVerdict {

  /** It has not spoken yet. */
  TrackVerdict UNDECIDED = Word.UNDECIDED;

  /** All is well. */
  TrackVerdict WELL = Word.WELL;

  /** Not all is well. */
  TrackVerdict FAILED = Word.FAILED;

  /** The verdicts of all tracks but files. */
  enum Word implements TrackVerdict {
    UNDECIDED("undecided"),
    WELL("ok"),
    FAILED("failed");

    private final String word;

    Word(String word) {
      this.word = word;
    }

    @Override
    public String words() {
      return word;
    }
  }

  /** What a file says. */
  record Value(int number) implements TrackVerdict {
    @Override
    public String words() {
      return Integer.toString(number);
    }
  }

  /** For people: {@code ok}, {@code failed}, {@code 3}. */
  String words();
}
