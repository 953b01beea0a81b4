package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.holdfast.net.Family;
import org.holdfast.vrrp.TrackKind;
import org.holdfast.vrrp.TrackVerdict;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.Watched;
import org.holdfast.vrrp.election.Event.FaultCleared;
import org.holdfast.vrrp.election.Event.FaultRaised;
import org.holdfast.vrrp.election.FaultReason.TrackFailed;
import org.holdfast.vrrp.election.FaultReason.TrackUndecided;
import org.holdfast.vrrp.io.InstanceStatus.TrackStatus;
import org.junit.jupiter.api.Test;

class TrackBookTest {

  private static TrackBook book(Tracks tracks) {
    return new TrackBook(
        Configs.instance(Family.IPV4, tracks, Configs.address("10.0.0.9/24", "eth1")), 0);
  }

  private static TrackBook scripts(Watched... scripts) {
    return book(new Tracks(true, false, List.of(), List.of(scripts)));
  }

  private static Watched script(String name, int weight, boolean reverse) {
    return new Watched(TrackKind.SCRIPT, name, weight, reverse);
  }

  @Test
  void verdictsAreKeptUnderNewTerms() {
    var before = scripts(script("web", 0, false), script("old", 5, false));
    before.heard(TrackKind.SCRIPT, "web", TrackVerdict.FAILED, 1);
    before.heard(TrackKind.SCRIPT, "old", TrackVerdict.WELL, 1);
    var tracks =
        new Tracks(
            true,
            false,
            List.of(),
            List.of(script("web", -30, false), script("known", 7, false), script("new", 0, false)));
    var said = Map.of(new TrackBook.Subject(TrackKind.SCRIPT, "known"), TrackVerdict.WELL);

    var book = new TrackBook(Configs.instance(Family.IPV4, tracks), before, said, 2);

    assertThat(book.priority().value()).isEqualTo(100 - 30 + 7);
    assertThat(book.undecided()).containsExactly(new TrackUndecided("script", "new"));
    assertThat(book.faults()).isEmpty();
    assertThat(before.faults()).containsExactly(new TrackFailed("script", "web"));
  }

  @Test
  void ownAddressAndHardTrackedLinksAreRequired() {
    var book =
        book(
            new Tracks(
                true,
                false,
                List.of(new InterfaceTrack("eth2", 0, false), new InterfaceTrack("eth3", 5, false)),
                List.of()));

    assertThat(book.requiredLinks()).containsExactly("eth0", "eth1", "eth2");
    assertThat(book.weighedLinks()).containsExactly("eth3");
  }

  @Test
  void withoutItsOwnLinkOnlyTrackedLinksAreRequired() {
    var hard = List.of(new InterfaceTrack("eth2", 0, false));

    assertThat(book(new Tracks(false, false, hard, List.of())).requiredLinks())
        .containsExactly("eth2");
  }

  @Test
  void aHardScriptIsAFaultUntilItHasRun() {
    var book = scripts(script("web", 0, false));

    assertThat(book.undecided()).containsExactly(new TrackUndecided("script", "web"));
    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.WELL, 1))
        .containsExactly(new FaultCleared(new TrackUndecided("script", "web")));
    assertThat(book.undecided()).isEmpty();
  }

  @Test
  void aHardScriptWithInitFailIsStillAwaited() {
    var book = scripts(script("web", 0, false));

    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.UNDECIDED_FAILED, 1)).isEmpty();
    assertThat(book.undecided()).containsExactly(new TrackUndecided("script", "web"));
    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.FAILED, 2))
        .containsExactly(
            new FaultRaised(new TrackFailed("script", "web")),
            new FaultCleared(new TrackUndecided("script", "web")));
  }

  @Test
  void aWeightedScriptWithInitFailCountsAsFailed() {
    var book = scripts(script("web", -20, false));

    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.UNDECIDED_FAILED, 1)).isEmpty();
    assertThat(book.priority().value()).isEqualTo(book.priority().base() - 20);
  }

  @Test
  void aHardScriptsFailureRaisesItsFaultBeforeTheOldOneIsCleared() {
    var book = scripts(script("web", 0, false));

    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.FAILED, 1))
        .containsExactly(
            new FaultRaised(new TrackFailed("script", "web")),
            new FaultCleared(new TrackUndecided("script", "web")));
  }

  @Test
  void aRepeatedVerdictChangesNothing() {
    var book = scripts(script("web", 0, false));
    book.heard(TrackKind.SCRIPT, "web", TrackVerdict.FAILED, 1);

    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.FAILED, 1)).isEmpty();
  }

  @Test
  void reverseSwapsWellAndFailed() {
    var book = scripts(script("maintenance", 0, true));

    assertThat(book.heard(TrackKind.SCRIPT, "maintenance", TrackVerdict.WELL, 1))
        .contains(new FaultRaised(new TrackFailed("script", "maintenance")));
  }

  @Test
  void weightsMoveThePriorityAndRaiseNoFault() {
    var book = scripts(script("good", 10, false), script("bad", -60, false));

    assertThat(book.priority().value()).isEqualTo(100);
    assertThat(book.heard(TrackKind.SCRIPT, "good", TrackVerdict.WELL, 1)).isEmpty();
    assertThat(book.heard(TrackKind.SCRIPT, "bad", TrackVerdict.FAILED, 1)).isEmpty();

    assertThat(book.priority().value()).isEqualTo(50);
    assertThat(book.priority().arithmetic())
        .isEqualTo("100 + 10 (script good ok) - 60 (script bad failed) = 50");
  }

  @Test
  void aNumberThatOutweighsThePriorityRangeIsAFault() {
    var book =
        book(
            new Tracks(
                true, false, List.of(), List.of(new Watched(TrackKind.FILE, "load", -10, false))));
    var tooMuch = new TrackFailed("file", "load");

    assertThat(book.undecided()).isEmpty();
    assertThat(book.heard(TrackKind.FILE, "load", new TrackVerdict.Value(3), 1)).isEmpty();
    assertThat(book.priority().arithmetic()).isEqualTo("100 - 30 (file load 3 x -10) = 70");
    assertThat(book.heard(TrackKind.FILE, "load", new TrackVerdict.Value(26), 2))
        .containsExactly(new FaultRaised(tooMuch));
    assertThat(book.heard(TrackKind.FILE, "load", new TrackVerdict.Value(27), 3)).isEmpty();
    assertThat(book.heard(TrackKind.FILE, "load", new TrackVerdict.Value(0), 4))
        .containsExactly(new FaultCleared(tooMuch));
  }

  @Test
  void reportsEachTracksVerdictTimeAndEffect() {
    var book = scripts(script("good", 10, false), script("hard", 0, false));
    book.heard(TrackKind.SCRIPT, "good", TrackVerdict.WELL, 2_000_000_000L);
    book.heard(TrackKind.SCRIPT, "good", TrackVerdict.WELL, 3_000_000_000L);

    assertThat(book.status(5_000_000_000L))
        .containsExactly(
            new TrackStatus("script", "good", "ok", 3, 10, false, false, 10),
            new TrackStatus("script", "hard", "undecided", 5, 0, false, true, 0));
  }

  @Test
  void aScriptAndALinkOfTheSameNameAreTwoTracks() {
    var book =
        book(
            new Tracks(
                true,
                false,
                List.of(new InterfaceTrack("eth3", -20, false)),
                List.of(script("eth3", -30, false))));

    book.heard(TrackKind.INTERFACE, "eth3", TrackVerdict.FAILED, 1);

    assertThat(book.priority().value()).isEqualTo(80);
  }
}
