package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.Tracks.InterfaceTrack;
import org.holdfast.vrrp.Tracks.ScriptTrack;
import org.holdfast.vrrp.election.Event.FaultCleared;
import org.holdfast.vrrp.election.Event.FaultRaised;
import org.holdfast.vrrp.election.FaultReason.TrackFailed;
import org.holdfast.vrrp.election.FaultReason.TrackUndecided;
import org.junit.jupiter.api.Test;

class TrackBookTest {

  private static TrackBook book(Tracks tracks) {
    return new TrackBook(
        Configs.instance(Family.IPV4, tracks, Configs.address("10.0.0.9/24", "eth1")));
  }

  private static TrackBook scripts(ScriptTrack... scripts) {
    return book(new Tracks(true, false, List.of(), List.of(scripts)));
  }

  @Test
  void itsOwnLinkThoseOfItsAddressesAndThoseTrackedHardAreRequired() {
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
  void withoutItsOwnLinkOnlyWhatIsTrackedIsRequired() {
    var hard = List.of(new InterfaceTrack("eth2", 0, false));

    assertThat(book(new Tracks(false, false, hard, List.of())).requiredLinks())
        .containsExactly("eth2");
  }

  @Test
  void aHardScriptThatHasNotRunIsAFaultUntilItHas() {
    var book = scripts(new ScriptTrack("web", 0, false));

    assertThat(book.undecided()).containsExactly(new TrackUndecided("script", "web"));
    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.WELL))
        .containsExactly(
            new FaultCleared(new TrackUndecided("script", "web")),
            new FaultCleared(new TrackFailed("script", "web")));
    assertThat(book.undecided()).isEmpty();
  }

  @Test
  void aHardScriptThatFailsLeavesNoMomentWithoutAFault() {
    var book = scripts(new ScriptTrack("web", 0, false));

    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.FAILED))
        .containsExactly(
            new FaultRaised(new TrackFailed("script", "web")),
            new FaultCleared(new TrackUndecided("script", "web")));
  }

  @Test
  void theSameVerdictTwiceSaysNothingNew() {
    var book = scripts(new ScriptTrack("web", 0, false));
    book.heard(TrackKind.SCRIPT, "web", TrackVerdict.FAILED);

    assertThat(book.heard(TrackKind.SCRIPT, "web", TrackVerdict.FAILED)).isEmpty();
  }

  @Test
  void reverseSwapsWellAndFailed() {
    var book = scripts(new ScriptTrack("maintenance", 0, true));

    assertThat(book.heard(TrackKind.SCRIPT, "maintenance", TrackVerdict.WELL))
        .contains(new FaultRaised(new TrackFailed("script", "maintenance")));
  }

  @Test
  void weightsMoveThePriorityAndRaiseNoFault() {
    var book = scripts(new ScriptTrack("good", 10, false), new ScriptTrack("bad", -60, false));

    assertThat(book.priority().value()).isEqualTo(100);
    assertThat(book.heard(TrackKind.SCRIPT, "good", TrackVerdict.WELL)).isEmpty();
    assertThat(book.heard(TrackKind.SCRIPT, "bad", TrackVerdict.FAILED)).isEmpty();

    assertThat(book.priority().value()).isEqualTo(50);
    assertThat(book.priority().arithmetic())
        .isEqualTo("100 + 10 (script good ok) - 60 (script bad failed) = 50");
  }

  @Test
  void aScriptAndALinkOfOneNameAreTwoTracks() {
    var book =
        book(
            new Tracks(
                true,
                false,
                List.of(new InterfaceTrack("eth3", -20, false)),
                List.of(new ScriptTrack("eth3", -30, false))));

    book.heard(TrackKind.INTERFACE, "eth3", TrackVerdict.FAILED);

    assertThat(book.priority().value()).isEqualTo(80);
  }
}
