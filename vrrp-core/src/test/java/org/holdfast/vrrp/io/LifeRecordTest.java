package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LifeRecordTest {

  private static final long NOW =
      -5_000; // the clock's zero means nothing, so instants may be negative

  @TempDir Path directory;

  private LifeRecord open() {
    return LifeRecord.open(directory.resolve("control.sock.state")).orElseThrow();
  }

  @Test
  void aFirstLifeHasNothingToResume() {
    try (var life = open()) {
      assertThat(life.slot("eth0/IPV4/51").mayResume(NOW)).isFalse();
      assertThat(life.earlierHoldings()).isEmpty();
    }
  }

  @Test
  void aMasterThatWasKilledResumesUntilItsPeersRunOutOfPatience() {
    try (var life = open()) {
      life.slot("eth0/IPV4/50");
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
    }

    try (var next = open()) {
      var slot = next.slot("eth0/IPV4/51");
      assertThat(slot.mayResume(NOW + 299)).isTrue();
      assertThat(slot.mayResume(NOW + 300)).isFalse();
      assertThat(next.slot("eth0/IPV4/50").mayResume(NOW)).isFalse();
    }
  }

  @Test
  void aFreedSlotIsAnothersAndHidesNone() {
    try (var life = open()) {
      var gone = life.slot("eth0/IPV4/50");
      gone.masterUntil(NOW + 300);
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
      gone.free();
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/50").mayResume(NOW)).isFalse();
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW)).isTrue();
    }
  }

  @Test
  void moreInstancesThanThereAreSlotsMayComeOneAfterTheOther() {
    try (var life = open()) {
      for (int i = 0; i < 5000; i++) {
        life.slot("eth0/IPV4/" + i).free();
      }
      assertThat(life.slot("eth0/IPV4/51").mayResume(NOW)).isFalse();
    }
  }

  @Test
  void aMasterThatLetGoDoesNotResume() {
    try (var life = open()) {
      var slot = life.slot("eth0/IPV4/51");
      slot.masterUntil(NOW + 300);
      slot.notMaster();
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW)).isFalse();
    }
  }

  @Test
  void aStartThatFailedBeforeItDecidedTakesNothingFromTheNext() {
    try (var life = open()) {
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
    }
    try (var failed = open()) {
      failed.slot("eth0/IPV4/51");
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW)).isTrue();
    }
  }

  @Test
  void aLifeThatDecidedAgainstMastershipHasTheLastWord() {
    try (var life = open()) {
      life.slot("eth0/IPV4/51").masterUntil(NOW + 300);
    }
    try (var backup = open()) {
      backup.slot("eth0/IPV4/51").notMaster();
    }

    try (var next = open()) {
      assertThat(next.slot("eth0/IPV4/51").mayResume(NOW)).isFalse();
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
  void theLastWordOnHoldingsCounts() {
    try (var life = open()) {
      life.holdings(List.of("10.0.0.9/24 dev eth0", "10.0.0.10/24 dev eth0"));
      life.holdings(List.of());
    }

    try (var next = open()) {
      assertThat(next.earlierHoldings()).isEmpty();
    }
  }

  @Test
  void asMuchAsFitsIsWrittenAndNothingIsTornApart() {
    var longText = "2001:db8:aaaa:bbbb:cccc:dddd:eeee:ffff/128 dev averylongname";
    try (var life = open()) {
      life.holdings(Collections.nCopies(100_000, longText));
    }

    try (var next = open()) {
      assertThat(next.earlierHoldings()).hasSizeGreaterThan(10_000).containsOnly(longText);
    }
  }

  @Test
  void aFileOfAnotherBootOrOfAnotherKindSaysNothing() throws IOException {
    Files.write(directory.resolve("control.sock.state"), new byte[] {1, 2, 3, 4, 5});

    try (var life = open()) {
      assertThat(life.slot("eth0/IPV4/51").mayResume(NOW)).isFalse();
    }
  }

  @Test
  void aLivingAgentKeepsOthersOff() {
    try (var life = open()) {
      assertThat(life.earlierHoldings()).isEmpty();
      assertThat(LifeRecord.open(directory.resolve("control.sock.state"))).isEmpty();
    }
    open().close();
  }

  @Test
  void aPlaceWhereNoFileCanBeIsToldByItsName() throws IOException {
    Files.writeString(directory.resolve("file"), "");
    var impossible = directory.resolve("file").resolve("control.sock.state");

    assertThatThrownBy(() -> LifeRecord.open(impossible))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(impossible.toString());
  }
}
