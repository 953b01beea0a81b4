package org.holdfast.vrrp.group;

import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.TrackVerdict.Value;
import org.holdfast.vrrp.TrackVerdict.Word;
import org.holdfast.vrrp.Tracks.Watched;

/**
 * The effect of a track's last verdict on an instance: a share of the priority, a fault, or none.
 */
public record Share(Watched track, TrackVerdict verdict) {

  /** A greater number is a fault instead of a share. */
  private static final long MOST = 253;

  /** Whether the track keeps the instance out because it has no result yet. */
  public boolean isAwaited() {
    return track.weight() == 0 && verdict.isUndecided();
  }

  /** Whether the track's verdict keeps the instance out. */
  public boolean isFault() {
    return switch (verdict) {
      case Value(int number) ->
          track.weight() == 0 ? (number == 0) == track.reverse() : product(number) < -MOST;
      case Word.UNDECIDED, Word.UNDECIDED_FAILED -> false;
      case Word.WELL, Word.FAILED -> track.weight() == 0 && !isWell();
    };
  }

  /** The amount that the track adds to the priority or, when negative, subtracts from it. */
  public int amount() {
    return switch (verdict) {
      case Value(int number) -> isFault() ? 0 : (int) Math.min(product(number), MOST);
      case Word.UNDECIDED -> 0;
      case Word.WELL, Word.FAILED, Word.UNDECIDED_FAILED ->
          isWell() == track.weight() > 0 ? track.weight() : 0;
    };
  }

  /**
   * The track and the origin of the amount: {@code script web failed}, {@code file load 3 x -10}.
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
