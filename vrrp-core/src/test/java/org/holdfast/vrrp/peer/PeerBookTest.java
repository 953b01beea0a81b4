package org.holdfast.vrrp.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.net.MacAddress;
import org.holdfast.vrrp.Authentication;
import org.holdfast.vrrp.ChecksumForm;
import org.holdfast.vrrp.Transport;
import org.holdfast.vrrp.VrrpVersion;
import org.holdfast.vrrp.packet.AddressList;
import org.holdfast.vrrp.packet.AdvertParser;
import org.holdfast.vrrp.packet.AdvertTerms;
import org.holdfast.vrrp.packet.AdvertWriter;
import org.holdfast.vrrp.packet.Advertisement;
import org.holdfast.vrrp.packet.Defect;
import org.holdfast.vrrp.packet.Parsed;
import org.holdfast.vrrp.packet.Proof;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerBookTest {

  private static final long SECOND = 1_000_000_000;
  private static final IpAddress PEER = IpAddress.of("10.9.0.2");
  private static final IpAddress GROUP = Transport.defaultGroup(Family.IPV4);
  private static final IpAddress VIP = IpAddress.of("10.9.0.100");
  private static final IpAddress VIP_2 = IpAddress.of("10.9.0.101");
  private static final MacAddress MAC = MacAddress.of("02:00:00:00:00:07");
  private static final Authentication NONE = new Authentication.None();

  /** Records the start and the end of every disagreement in words. */
  private static final class RecordedReports implements PeerListener {
    private final List<String> words = new ArrayList<>();

    @Override
    public void disagrees(Disagreement disagreement) {
      words.add(disagreement.kind().word() + ": " + disagreement.words());
    }

    @Override
    public void agrees(Disagreement disagreement) {
      words.add("no longer " + disagreement.kind().word());
    }
  }

  private final RecordedReports reports = new RecordedReports();
  private long now;

  private static AdvertTerms terms(
      VrrpVersion version, int seconds, Authentication authentication, IpAddress... addresses) {
    return AdvertTerms.of(
        new Advertisement(
            version, 51, 100, seconds * SECOND, AddressList.of(Family.IPV4, addresses)),
        new Transport.Multicast(GROUP, null),
        authentication);
  }

  private static final AdvertTerms V2 = terms(VrrpVersion.V2, 1, NONE, VIP);
  private static final AdvertTerms V3 = terms(VrrpVersion.V3, 1, NONE, VIP);

  private static ByteBuffer packet(AdvertTerms terms, IpAddress source, int priority) {
    var writer = new AdvertWriter(terms, source, Proof.of(terms));
    var packet = ByteBuffer.allocate(writer.bytes());
    writer.next(priority, 0);
    writer.write(GROUP, packet);
    return packet.flip();
  }

  private PeerBook book(AdvertTerms ours) {
    return new PeerBook(ours, reports);
  }

  /** Passes an advert with these terms to the book, accepted or rejected as by an instance. */
  private void hears(PeerBook book, AdvertTerms ours, AdvertTerms theirs, IpAddress source) {
    hears(book, ours, theirs, source, 100);
  }

  private void hears(
      PeerBook book, AdvertTerms ours, AdvertTerms theirs, IpAddress source, int priority) {
    var packet = packet(theirs, source, priority);
    switch (new AdvertParser(ours, Proof.of(ours)).parseV4(packet, 0)) {
      case Defect defect -> book.refused(source, defect, packet, now);
      case Parsed.Accepted advert -> book.accepted(advert, now);
    }
  }

  private void hearsForSeconds(PeerBook book, AdvertTerms ours, AdvertTerms theirs, int seconds) {
    for (int i = 0; i < seconds; i++) {
      hears(book, ours, theirs, PEER);
      now += SECOND;
      book.expire(now);
    }
  }

  private void silenceForSeconds(PeerBook book, int seconds) {
    for (int i = 0; i < seconds; i++) {
      now += SECOND;
      book.expire(now);
    }
  }

  private void assertTold(AdvertTerms ours, AdvertTerms theirs, String words) {
    var book = book(ours);
    hearsForSeconds(book, ours, theirs, 2);
    assertThat(reports.words).isEmpty();

    hearsForSeconds(book, ours, theirs, 10);
    assertThat(reports.words).containsExactly(words);

    hearsForSeconds(book, ours, ours, 12); // more than three of their intervals
    assertThat(reports.words).containsExactly(words, "no longer " + words.replaceFirst(":.*", ""));
    assertThat(book.standing()).isEmpty();
  }

  @Test
  void aPeerThatAgreesCausesNoReport() {
    var book = book(V3);

    hearsForSeconds(book, V3, V3, 5);

    assertThat(reports.words).isEmpty();
    assertThat(book.begun()).isEmpty();
    assertThat(book.known())
        .singleElement()
        .satisfies(known -> {
          assertThat(known.source()).isEqualTo(PEER);
          assertThat(known.accepted()).isEqualTo(5);
          assertThat(known.refused()).isZero();
          assertThat(known.claim().priority()).isEqualTo(100);
        });
  }

  /** The parser returns the same object for a repeated advert, which is then not examined again. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aRepeatedAdvertCountsAsIfItWereExaminedAgain(long seed) {
    var random = new Random(seed);
    var other = new RecordedReports();
    var repeats = book(V3);
    var examines = new PeerBook(V3, other);
    var parser = new AdvertParser(V3, Proof.of(V3));
    boolean repeated = false;
    for (int i = 0; i < 2_000; i++) {
      now += random.nextLong(SECOND);
      var packet =
          switch (random.nextInt(20)) {
            case 0 -> packet(V2, PEER, 100);
            case 1 -> packet(V3, PEER, 0);
            case 2 -> packet(terms(VrrpVersion.V3, 1, NONE, VIP, VIP_2), PEER, 100);
            case 3 -> packet(V3, IpAddress.of("10.9.0." + random.nextInt(3, 20)), 100);
            default -> packet(V3, PEER, 100);
          };
      if (random.nextInt(30) == 0) {
        boolean master = random.nextBoolean();
        List.of(repeats, examines).forEach(book -> book.setOwnState(master, 150));
      }
      if (random.nextInt(30) == 0) {
        List.of(repeats, examines).forEach(book -> book.claimed(VIP, MAC, now));
      }
      List.of(repeats, examines).forEach(book -> book.expire(now));
      switch (parser.parseV4(packet, 0)) {
        case Defect defect ->
            List.of(repeats, examines).forEach(book -> book.refused(PEER, defect, packet, now));
        case Parsed.Accepted advert -> {
          boolean again = repeats.acceptedAgain(advert, 1, now);
          repeated |= again;
          if (!again) {
            repeats.accepted(advert, now);
          }
          examines.accepted(advert, now);
        }
      }
      assertThat(repeats.known()).isEqualTo(examines.known());
      assertThat(repeats.standing()).isEqualTo(examines.standing());
    }
    assertThat(reports.words).isEqualTo(other.words);
    assertThat(repeated).isTrue();
  }

  @Test
  void anAdditionalAddressIsNamed() {
    assertTold(
        V3,
        terms(VrrpVersion.V3, 1, NONE, VIP, VIP_2),
        "other_addresses: 10.9.0.2 lists 10.9.0.101 too, we do not");
  }

  @Test
  void aMissingAddressIsNamed() {
    assertTold(
        terms(VrrpVersion.V2, 1, NONE, VIP, VIP_2),
        V2,
        "other_addresses: 10.9.0.2 does not list 10.9.0.101, we do");
  }

  @Test
  void addressesInAnotherOrderAreTheSame() {
    var ours = terms(VrrpVersion.V3, 1, NONE, VIP, VIP_2);
    var book = book(ours);

    hearsForSeconds(book, ours, terms(VrrpVersion.V3, 1, NONE, VIP_2, VIP), 10);

    assertThat(reports.words).isEmpty();
  }

  @Test
  void withoutCommonAddressesItIsAnotherVirtualRouter() {
    assertTold(
        V3,
        terms(VrrpVersion.V3, 1, NONE, VIP_2),
        "other_virtual_router: 10.9.0.2 uses VRID 51 too, for other addresses: 10.9.0.101");
  }

  @Test
  void ofAnotherVersionOnlyTheAddressesAreComparedToo() {
    assertTold(
        V3,
        terms(VrrpVersion.V2, 2, new Authentication.Password("secret"), VIP),
        "other_version: 10.9.0.2 speaks VRRPv2, we VRRPv3");
  }

  @Test
  void anotherIntervalIsReportedForRefusedAndAcceptedAdverts() {
    var words = "other_interval: 10.9.0.2 advertises every 3 s, we every 1 s";
    assertTold(V2, terms(VrrpVersion.V2, 3, NONE, VIP), words);
    reports.words.clear();
    assertTold(V3, terms(VrrpVersion.V3, 3, NONE, VIP), words);
  }

  @Test
  void anotherKindOfAuthenticationNamesBoth() {
    assertTold(
        terms(VrrpVersion.V2, 1, new Authentication.Password("secret"), VIP),
        V2,
        "other_authentication: 10.9.0.2 authenticates by none, we by pass");
  }

  @Test
  void anotherPasswordIsReportedButNotShown() {
    var words = "other_authentication: 10.9.0.2 has another password";
    assertTold(
        terms(VrrpVersion.V2, 1, new Authentication.Password("secret"), VIP),
        terms(VrrpVersion.V2, 1, new Authentication.Password("guess"), VIP),
        words);
  }

  @Test
  void twoMastersAreReportedAfterTheTimeOfAnElection() {
    var book = book(V3);
    book.setOwnState(true, 150);

    hearsForSeconds(book, V3, V3, 3);
    assertThat(reports.words).isEmpty();

    hearsForSeconds(book, V3, V3, 2);
    assertThat(reports.words)
        .containsExactly("two_masters: 10.9.0.2 is master too: priority 100, ours 150");
    assertThat(book.begun()).containsEntry(Disagreement.Kind.TWO_MASTERS, 1L);

    book.setOwnState(false, 150);
    assertThat(reports.words).hasSize(2).last().isEqualTo("no longer two_masters");
  }

  @Test
  void aMasterCountsARefusedRouterAsASecondMaster() {
    var book = book(V2);
    book.setOwnState(true, 150);

    hearsForSeconds(book, V2, terms(VrrpVersion.V2, 2, NONE, VIP), 10);

    assertThat(reports.words)
        .containsExactlyInAnyOrder(
            "two_masters: 10.9.0.2 is master too: priority 100, ours 150",
            "other_interval: 10.9.0.2 advertises every 2 s, we every 1 s");
  }

  @Test
  void aBackupNeverSeesTwoMasters() {
    var book = book(V3);
    book.setOwnState(false, 50);

    hearsForSeconds(book, V3, V3, 10);

    assertThat(reports.words).isEmpty();
  }

  @Test
  void aResigningRouterIsNotASecondMaster() {
    var book = book(V3);
    book.setOwnState(true, 150);

    for (int i = 0; i < 10; i++) {
      hears(book, V3, V3, PEER, 0);
      now += SECOND;
    }

    assertThat(book.standing()).isEmpty();
  }

  @Test
  void aRouterHeardOnlyWhenItResignsIsKnown() {
    var book = book(V3);
    book.setOwnState(true, 150);

    hears(book, V3, V3, PEER, 0);

    assertThat(book.known())
        .singleElement()
        .satisfies(known -> {
          assertThat(known.source()).isEqualTo(PEER);
          assertThat(known.claim().priority()).isZero();
        });
  }

  @Test
  void aResignedRouterIsShownWithPriorityZeroUntilItAdvertisesAgain() {
    var book = book(V3);
    hearsForSeconds(book, V3, V3, 3);

    hears(book, V3, V3, PEER, 0);
    assertThat(book.known().getFirst().claim().priority()).isZero();

    now += SECOND;
    hears(book, V3, V3, PEER, 90);
    assertThat(book.known().getFirst().claim().priority()).isEqualTo(90);
  }

  @Test
  void disagreementsWithASilentPeerEnd() {
    var book = book(V3);
    hearsForSeconds(book, V3, terms(VrrpVersion.V3, 1, NONE, VIP, VIP_2), 4);
    assertThat(book.standing()).hasSize(1);

    silenceForSeconds(book, 6);

    assertThat(book.standing()).isEmpty();
    assertThat(reports.words).last().isEqualTo("no longer other_addresses");
    assertThat(book.known()).hasSize(1);
  }

  @Test
  void aDifferenceInASingleAdvertIsForgotten() {
    var book = book(V3);
    var other = terms(VrrpVersion.V3, 1, NONE, VIP, VIP_2);
    for (int i = 0; i < 5; i++) {
      hearsForSeconds(book, V3, other, 2);
      hearsForSeconds(book, V3, V3, 1);
    }

    assertThat(reports.words).isEmpty();
  }

  @Test
  void anotherOwnerIsReportedWhenItAnswersAgain() {
    var book = book(V3);
    book.setOwnState(true, 150);
    book.claimed(VIP, MAC, now);
    book.claimed(VIP, MAC, now + SECOND / 2);
    assertThat(reports.words).isEmpty();

    book.claimed(VIP, MAC, now + 2 * SECOND);

    assertThat(reports.words)
        .containsExactly(
            "other_owner: 10.9.0.100 is also held by 02:00:00:00:00:07 (a real server that answers"
                + " ARP for it? see arp_ignore)");
    silenceForSeconds(book, 10);
    assertThat(reports.words).hasSize(2).last().isEqualTo("no longer other_owner");
  }

  @Test
  void aClaimToOurAddressConfirmsAnAlmostSilentRefusedRouter() {
    var book = book(V2);
    book.setOwnState(true, 150);
    hears(book, V2, terms(VrrpVersion.V2, 2, NONE, VIP), PEER);

    for (int i = 0; i < 30; i++) {
      book.claimed(VIP, MAC, now);
      silenceForSeconds(book, 2);
    }

    assertThat(reports.words)
        .containsExactlyInAnyOrder(
            "other_owner: 10.9.0.100 is also held by 02:00:00:00:00:07",
            "other_interval: 10.9.0.2 advertises every 2 s, we every 1 s",
            "two_masters: 10.9.0.2 is master too: priority 100, ours 150");

    silenceForSeconds(book, 10);
    assertThat(book.standing()).isEmpty();
    assertThat(reports.words).hasSize(6);
  }

  /** keepalived 2.2 rejects adverts that list other addresses, and stays silent because of them. */
  @Test
  void otherAddressesOfAMasterAreReportedAtOnceAndExplainTheOtherOwner() {
    var book = book(V3);
    book.setOwnState(true, 150);

    hears(book, V3, terms(VrrpVersion.V3, 1, NONE, VIP, VIP_2), PEER);

    assertThat(reports.words)
        .containsExactly("other_addresses: 10.9.0.2 lists 10.9.0.101 too, we do not");
    for (int i = 0; i < 30; i++) {
      book.claimed(VIP, MAC, now);
      silenceForSeconds(book, 2);
    }
    assertThat(reports.words)
        .containsExactlyInAnyOrder(
            "other_addresses: 10.9.0.2 lists 10.9.0.101 too, we do not",
            "other_owner: 10.9.0.100 is also held by 02:00:00:00:00:07",
            "two_masters: 10.9.0.2 is master too: priority 100, ours 150");
  }

  @Test
  void anotherChecksumFormIsReportedByBothSidesAtTheFirstAdvert() {
    var bare =
        new AdvertTerms(
            V3.own(),
            V3.transport(),
            NONE,
            ChecksumForm.MESSAGE_ONLY,
            Set.of(ChecksumForm.values()));

    hears(book(V3), V3, bare, PEER);
    hears(book(bare), bare, V3, PEER);

    assertThat(reports.words)
        .containsExactly(
            "other_checksum: 10.9.0.2 computes checksums as message-only, we as pseudo-header: it"
                + " may refuse our adverts",
            "other_checksum: 10.9.0.2 computes checksums as pseudo-header, we as message-only: it"
                + " may refuse our adverts");
  }

  @Test
  void aBackupExpectsAnotherOwner() {
    var book = book(V3);

    book.claimed(VIP, MAC, now);
    book.claimed(VIP, MAC, now + 2 * SECOND);

    assertThat(reports.words).isEmpty();
  }

  @Test
  void aDamagedPacketIsNotADisagreement() {
    var book = book(V3);
    var packet = packet(terms(VrrpVersion.V2, 9, NONE, VIP_2), PEER, 100);

    for (var defect : List.of(Defect.CHECKSUM, Defect.TTL, Defect.TRUNCATED, Defect.TYPE)) {
      for (int i = 0; i < 10; i++) {
        book.refused(PEER, defect, packet, now);
        now += SECOND;
      }
    }

    assertThat(book.known()).isEmpty();
    assertThat(reports.words).isEmpty();
  }

  @Test
  void forgedSourcesDisplaceNoRealPeerAndUseBoundedMemory() {
    var book = book(V3);
    hearsForSeconds(book, V3, V3, 5);
    var forged = terms(VrrpVersion.V2, 1, NONE, VIP);

    for (int i = 0; i < 20_000; i++) {
      hears(book, V3, forged, IpAddress.v4(0x0b00_0000 + i));
      now += SECOND / 1000;
      if (i % 1000 == 0) {
        hears(book, V3, V3, PEER);
        book.expire(now);
      }
    }

    assertThat(book.known())
        .hasSize(PeerBook.MAX_PEERS)
        .extracting(PeerBook.Known::source)
        .contains(PEER);
    assertThat(reports.words).isEmpty();
  }

  @Test
  void aRouterHeardTwiceIsForgottenBeforeOneHeardThreeTimes() {
    var book = book(V3);
    for (int times = 0; times < 3; times++) {
      hears(book, V3, V3, PEER);
    }
    var sources = new ArrayList<IpAddress>(List.of(PEER));
    for (int i = 0; i < PeerBook.MAX_PEERS; i++) {
      var source = IpAddress.v4(0x0b00_0000 + i);
      sources.add(source);
      now += PeerBook.NEWCOMER_NANOS;
      hears(book, V3, V3, source);
      if (i == 0) {
        hears(book, V3, V3, source);
      }
    }

    sources.remove(1);
    assertThat(book.known()).extracting(PeerBook.Known::source).isEqualTo(sources);
  }

  @Test
  void aFloodOfForgedOwnersIsReportedOnlyInPart() {
    var book = book(V3);
    book.setOwnState(true, 150);

    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < Disagreements.MOST; i++) {
        book.claimed(VIP, new MacAddress(0x0200_0000_0000L + i), now);
      }
      now += SECOND;
    }

    assertThat(reports.words).hasSize(Disagreements.MOST_REPORTED);
    assertThat(book.standing()).hasSize(Disagreements.MOST);
  }

  @Test
  void aForgedDisagreementDoesNotHideARepeatedOne() {
    var book = book(V3);
    book.setOwnState(true, 150);

    for (int second = 0; second < 4; second++) {
      for (int i = 0; i < 50; i++) {
        book.claimed(VIP, new MacAddress(0x0200_0000_0000L + 1000L * second + i), now);
      }
      book.claimed(VIP, MAC, now);
      now += SECOND;
      book.expire(now);
    }

    assertThat(reports.words).singleElement().asString().contains(MAC.toString());
  }
}
