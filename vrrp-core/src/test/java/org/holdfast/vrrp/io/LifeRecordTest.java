package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.vrrp.election.Times;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeRecordTest {

  private static final long NOW =
      -5_000; // the clock's zero means nothing, so instants may be negative

  private static final long LONGEST = 300;

  @TempDir Path directory;

  private LifeRecord open() {
    return LifeRecord.open(directory.resolve("control.sock.state")).orElseThrow();
  }

  @Test
  void aFirstRunHasNothingToResume() {
    try (var life = open()) {
      assertThat(life.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isFalse();
      assertThat(life.earlierHoldings()).isEmpty();
    }
  }

  @Test
  void aKilledMasterResumesUntilItsPeersTakeOver() {
    try (var life = open()) {
      life.slot("eth0/IPV4/50");
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
    }

    try (var next = open()) {
      var slot = next.slot("eth0/IPV4/51");
      assertThat(slot.mayResume(NOW + 299, LONGEST)).isTrue();
      assertThat(slot.mayResume(NOW + 300, LONGEST)).isFalse();
      assertThat(next.slot("eth0/IPV4/50").mayResume(NOW, LONGEST)).isFalse();
    }
  }

  @Test
  void aKilledMasterIsReplacedAfterThePatienceOfItsPeers() {
    long succession = 70;
    try (var life = open()) {
      life.slot("eth0/IPV4/50");
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
    }

    try (var next = open()) {
      var slot = next.slot("eth0/IPV4/51");
      assertThat(slot.replacedBy(NOW + 299, LONGEST, succession)).isEqualTo(NOW + 370);
      assertThat(slot.replacedBy(NOW + 369, LONGEST, succession)).isEqualTo(NOW + 370);
      assertThat(slot.replacedBy(NOW + 370, LONGEST, succession)).isEqualTo(Times.NEVER);
      assertThat(slot.replacedBy(NOW + 300 - LONGEST - 1, LONGEST, succession))
          .as("written with another clock")
          .isEqualTo(Times.NEVER);
      assertThat(next.slot("eth0/IPV4/50").replacedBy(NOW, LONGEST, succession))
          .as("was not master")
          .isEqualTo(Times.NEVER);
    }
  }

  @Test
  void theAdvertSequenceIsKeptUntilItsInstanceIsRemoved() {
    try (var life = open()) {
      var slot = life.slot("eth0/IPV4/51");
      assertThat(slot.last()).isZero();
      slot.remember(7);
      slot.masterUntil(NOW + 300);
      slot.notMaster();
    }
    try (var next = open()) {
      var slot = next.slot("eth0/IPV4/51");
      assertThat(slot.last()).isEqualTo(7);
      assertThat(slot.mayResume(NOW, LONGEST)).isFalse();
      slot.free();
    }
    try (var later = open()) {
      assertThat(later.slot("eth0/IPV4/51").last()).isZero();
    }
  }

  @Test
  void notesAreKeptBesideTheHoldings() {
    try (var life = open()) {
      life.holdings(List.of("10.0.0.1/32 dev eth0"));
      var _ = life.notes(List.of("ipvs TCP 10.0.0.1:80", "ipvs FWM 7"));
    }
    try (var next = open()) {
      assertThat(next.earlierHoldings()).containsExactly("10.0.0.1/32 dev eth0");
      assertThat(next.earlierNotes()).containsExactly("ipvs TCP 10.0.0.1:80", "ipvs FWM 7");
      var _ = next.notes(List.of("ipvs FWM 8"));
    }
    try (var later = open()) {
      assertThat(later.earlierHoldings()).as("the kernel still has it").hasSize(1);
      assertThat(later.earlierNotes()).containsExactly("ipvs FWM 8");
      later.nothingIsLeft();
    }
    try (var last = open()) {
      assertThat(last.earlierHoldings()).isEmpty();
      assertThat(last.earlierNotes()).isEmpty();
    }
  }

  @Test
  void notesAreInTheFileWhenTheirFutureCompletes() throws IOException {
    try (var life = open()) {
      for (int number = 0; number < 50; number++) {
        life.notes(List.of("ipvs FWM " + number)).join();
        assertThat(LifeRecord.holdingsIn(directory.resolve("control.sock.state")))
            .contains(List.of("@ipvs FWM " + number));
      }
    }
  }

  @Test
  void manyNotesFitBesideTheHoldings() {
    var notes = IntStream.range(0, 4000).mapToObj(i -> "ipvs TCP 10.0.0.1:" + i).toList();
    try (var life = open()) {
      var _ = life.notes(notes);
      life.holdings(List.of("10.0.0.1/32 dev eth0"));
    }
    try (var next = open()) {
      assertThat(next.earlierNotes()).isEqualTo(notes);
      assertThat(next.earlierHoldings()).containsExactly("10.0.0.1/32 dev eth0");
    }
  }

  @Test
  void aFreedSlotIsReusedAndHidesNoOtherSlot() {
    try (var life = open()) {
      var gone = life.slot("eth0/IPV4/50");
      gone.masterUntil(NOW + 300);
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
      gone.free();
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/50").mayResume(NOW, LONGEST)).isFalse();
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isTrue();
    }
  }

  @Test
  void slotsAreReusedByManyInstancesInSequence() {
    try (var life = open()) {
      for (int i = 0; i < 5000; i++) {
        life.slot("eth0/IPV4/" + i).free();
      }
      assertThat(life.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isFalse();
    }
  }

  @Test
  void aMasterThatReleasedDoesNotResume() {
    try (var life = open()) {
      var slot = life.slot("eth0/IPV4/51");
      slot.masterUntil(NOW + 300);
      slot.notMaster();
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isFalse();
    }
  }

  @Test
  void aStartThatFailedEarlyDoesNotAffectTheNext() {
    try (var life = open()) {
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
    }
    try (var failed = open()) {
      failed.slot("eth0/IPV4/51");
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isTrue();
    }
  }

  @Test
  void aLaterRunThatDidNotBecomeMasterDecides() {
    try (var life = open()) {
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
    }
    try (var backup = open()) {
      backup.slot("eth0/IPV4/51").notMaster();
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isFalse();
    }
  }

  @Test
  void holdingsAreRemembered() {
    try (var life = open()) {
      life.holdings(List.of("10.0.0.9/24 dev eth0", "2001:db8::9/64 dev eth1"));
    }

    try (var next = open()) {
      assertThat(next.earlierHoldings())
          .containsExactly("10.0.0.9/24 dev eth0", "2001:db8::9/64 dev eth1");
    }
  }

  @Test
  void theLatestHoldingsCount() {
    try (var life = open()) {
      life.holdings(List.of("10.0.0.9/24 dev eth0", "10.0.0.10/24 dev eth0"));
      life.holdings(List.of());
    }

    try (var next = open()) {
      assertThat(next.earlierHoldings()).isEmpty();
    }
  }

  @Test
  void anImpossibleMastershipTimeIsIgnored() {
    try (var life = open()) {
      life.slot("eth0/IPV4/51").masterUntil(NOW + 1_000_000_000_000_000L);
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isFalse();
    }
  }

  @Test
  void earlierHoldingsStayRecordedUntilThisRunWritesItsOwn() {
    try (var life = open()) {
      life.holdings(List.of("10.0.0.9/24 dev eth0"));
    }
    try (var killedAtOnce = open()) {
      assertThat(killedAtOnce.earlierHoldings()).containsExactly("10.0.0.9/24 dev eth0");
    }

    try (var next = open()) {
      assertThat(next.earlierHoldings()).containsExactly("10.0.0.9/24 dev eth0");
    }
  }

  @Test
  void spaceIsReservedInAdvance() throws IOException {
    var texts = Collections.nCopies(3_000, "10.0.0.9/24 dev eth0");
    try (var life = open()) {
      life.reserve(texts);
      var blocks = (Long) Files.getAttribute(directory.resolve("control.sock.state"), "size");
      assertThat(blocks).isGreaterThan(2L * 3_000 * 20);
      life.holdings(texts);
    }

    try (var next = open()) {
      assertThat(next.earlierHoldings()).hasSize(3_000);
    }
  }

  @Test
  void spaceGrowsWithTheHoldings() {
    var few = List.of("10.0.0.8/24 dev eth0");
    var many = Collections.nCopies(30_000, "10.0.0.9/24 dev eth0");
    for (int life = 0; life < 3; life++) {
      try (var one = open()) {
        one.holdings(few);
        one.expect(many);
        one.holdings(many);
      }
      try (var next = open()) {
        assertThat(next.earlierHoldings()).hasSize(30_000);
      }
    }
  }

  @Test
  void aTruncatedFileIsRewritten() throws IOException {
    try (var life = open()) {
      var slot = life.slot("eth0/IPV4/51");
      slot.masterUntil(NOW + 100);
      try (var cut =
          FileChannel.open(directory.resolve("control.sock.state"), StandardOpenOption.WRITE)) {
        cut.truncate(0);
      }
      slot.masterUntil(NOW + 300);
      life.holdings(List.of("10.0.0.9/24 dev eth0"));
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isTrue();
      assertThat(next.earlierHoldings()).containsExactly("10.0.0.9/24 dev eth0");
    }
  }

  @Test
  void aFileThatOthersMayHaveWrittenIsRefused() throws IOException {
    var path = directory.resolve("control.sock.state");
    open().close();
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));

    assertRefused(path, "its mode is 0666 instead of 0600");
  }

  @Test
  void aFileOfSeveralNamesIsRefused() throws IOException {
    var path = directory.resolve("control.sock.state");
    open().close();
    Files.createLink(directory.resolve("another"), path);

    assertRefused(path, "it has more than one name");
  }

  @Test
  void aSymbolicLinkIsRefused() throws IOException {
    var path = directory.resolve("control.sock.state");
    Files.createSymbolicLink(path, directory.resolve("elsewhere"));

    assertRefused(path, "it is a symbolic link");
    assertThat(directory.resolve("elsewhere")).doesNotExist();
  }

  private static void assertRefused(Path path, String reason) {
    assertThatThrownBy(() -> LifeRecord.open(path))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(path.toString())
        .hasRootCauseInstanceOf(FileSystemException.class)
        .rootCause()
        .hasMessageContaining(reason);
  }

  @Test
  void asManyWholeEntriesAsFitAreWritten() {
    var longText = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff/128 dev averylongname";
    try (var life = open()) {
      life.holdings(Collections.nCopies(400_000, longText));
    }

    try (var next = open()) {
      assertThat(next.earlierHoldings()).hasSizeGreaterThan(10_000).containsOnly(longText);
    }
  }

  @Test
  void aFileOfAnotherBootOrFormatIsIgnored() throws IOException {
    var path = directory.resolve("control.sock.state");
    open().close();
    Files.write(path, new byte[] {1, 2, 3, 4, 5});

    try (var life = open()) {
      assertThat(life.slot("eth0/IPV4/51").mayResume(NOW, LONGEST)).isFalse();
    }
  }

  @Test
  void aRunningAgentLocksTheFile() {
    try (var life = open()) {
      assertThat(life.earlierHoldings()).isEmpty();
      assertThat(LifeRecord.open(directory.resolve("control.sock.state"))).isEmpty();
    }
    open().close();
  }

  @Test
  void anUnusablePathIsReportedByItsName() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    var impossible = directory.resolve("file").resolve("control.sock.state");

    assertThatThrownBy(() -> LifeRecord.open(impossible))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(impossible.toString());
  }
}
