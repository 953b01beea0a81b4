package org.holdfast.vrrp.group;

import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.TrackVerdict.Value;
import org.holdfast.vrrp.TrackVerdict.Word;
import org.holdfast.vrrp.Tracks.Watched;

/**
 * What a track means to an instance by what it last said: a share of the priority, a fault, or
 * nothing.
 */
public record Share(Watched track, TrackVerdict verdict) {

  /** Beyond it a number is no share but a fault. */
  private static final long MOST = 253;

  /** Whether the track, not having spoken yet, keeps the instance out. */
  public boolean isAwaited() {
    return track.weight() == 0 && verdict.isUndecided();
  }

  /** Whether what it says keeps the instance out. */
  public boolean isFault() {
    return switch (verdict) {
      case Value(int number) ->
          track.weight() == 0 ? (number == 0) == track.reverse() : product(number) < -MOST;
      case Word.UNDECIDED, Word.UNDECIDED_FAILED -> false;
      case Word.WELL, Word.FAILED -> track.weight() == 0 && !isWell();
    };
  }

  /** What it adds to the priority or, negative, takes from it. */
  public int amount() {
    return switch (verdict) {
      case Value(int number) -> isFault() ? 0 : (int) Math.min(product(number), MOST);
      case Word.UNDECIDED -> 0;
      case Word.WELL, Word.FAILED, Word.UNDECIDED_FAILED ->
          isWell() == track.weight() > 0 ? track.weight() : 0;
    };
  }

  /**
   * The track and how it comes to the amount: {@code script web failed}, {@code file load 3 x -10}.
   */
  public String words() {
    var said = track.words() + " " + verdict.words();
    return switch (verdict) {
      case Value _ -> said + " x " + (track.reverse() ? -track.weight() : track.weight());
      case Word _ -> track.reverse() ? said + ", reversed" : said;
    };
  }

  private boolean isWell() {
    return verdict.equals(TrackVerdict.WELL) != track.reverse();
  }

  private long product(int number) {
    long product = (long) number * track.weight();
    return track.reverse() ? -product : product;
  }
}
