package org.holdfast.vrrp.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.AnnouncementTiming;
import org.holdfast.vrrp.ElectionTerms.Handover;
import org.holdfast.vrrp.InstanceConfig;
import org.holdfast.vrrp.Tracks;
import org.holdfast.vrrp.election.Times;
import org.junit.jupiter.api.Test;

/**
 * Which announcements are sent, and above all which are not, on a clock that only the test
 * advances.
 */
class CampaignTest {

  private static final long MS = 1_000_000;
  private static final long S = 1_000 * MS;
  private static final Campaign.AnnouncedAddress VIP =
      new Campaign.AnnouncedAddress(IpAddress.of("203.0.113.10"), "eth0");
  private static final Campaign.AnnouncedAddress ADDED =
      new Campaign.AnnouncedAddress(IpAddress.of("203.0.113.11"), "eth0");

  private record Due(long at, int number, Runnable task) {}

  private final PriorityQueue<Due> queue =
      new PriorityQueue<>(Comparator.comparingLong(Due::at).thenComparingInt(Due::number));
  private int planned;
  private final List<Long> sentAt = new ArrayList<>();
  private final List<Campaign.AnnouncedAddress> sent = new ArrayList<>();

  /** The time that one announcement takes. */
  private long sendingNanos;

  private final Mastership mastership = new Mastership();
  private final InstanceConfig config =
      Configs.instance(
          Family.IPV4,
          new Tracks(true, false, List.of(), List.of()),
          Configs.address("203.0.113.10/24", "eth0"));
  private long now;
  private long deliveredFrom;
  private long bookingNanos;
  private final Campaign campaign =
      new Campaign(
          AnnouncementTiming.DEFAULT, config.election().handover(), new Wire(), mastership);

  private final class Wire implements Campaign.Outlet {
    @Override
    public long nanos() {
      return now;
    }

    @Override
    public void after(long nanos, Runnable what) {
      queue.add(new Due(now + nanos, planned++, what));
    }

    @Override
    public boolean send(Campaign.AnnouncedAddress place) {
      sentAt.add(now);
      sent.add(place);
      now += sendingNanos;
      return true;
    }

    @Override
    public boolean isDelivered(Campaign.AnnouncedAddress place) {
      return deliveredFrom - now <= 0;
    }

    @Override
    public long book(Campaign.AnnouncedAddress place, AnnouncementTiming timing) {
      now += bookingNanos;
      return now;
    }

    @Override
    public void unbook(Campaign.AnnouncedAddress place) {}
  }

  private void pass(long nanos) {
    long end = now + nanos;
    while (!queue.isEmpty() && queue.peek().at() <= end) {
      var due = queue.remove();
      now = Math.max(now, due.at());
      due.task().run();
    }
    now = end;
  }

  private void begin() {
    mastership.begin();
    campaign.start(List.of(VIP));
  }

  private List<Long> sentFrom(long instant) {
    return sentAt.stream().filter(at -> at >= instant).toList();
  }

  @Test
  void aTakeoverIsAnnounced5TimesThenAfterTheLingerThen5TimesAfter5Seconds() {
    begin();
    pass(60 * S);
    assertThat(sentAt)
        .containsExactly(0L, 0L, 0L, 0L, 0L, 150 * MS, 5 * S, 5 * S, 5 * S, 5 * S, 5 * S);
  }

  @Test
  void aBurstWithoutALeastTimeIsSentAtOnceAlthoughTheClockRunsOn() {
    bookingNanos = 100;
    begin();
    assertThat(sentAt).containsExactly(100L, 200L, 300L, 400L, 500L);
  }

  @Test
  void aNewAddressIsAnnouncedOnceTheKernelDeliversPacketsToIt() {
    deliveredFrom = 5 * MS;
    begin();
    pass(100 * MS);
    assertThat(sentAt).containsExactly(7 * MS, 7 * MS, 7 * MS, 7 * MS, 7 * MS);
  }

  /** The last advert of a router that yields makes the new master announce again at once. */
  @Test
  void anAdvertOfLowerPriorityDoesNotHaveAnUndeliveredAddressAnnounced() {
    deliveredFrom = 5 * MS;
    begin();
    pass(2 * MS);
    campaign.again();
    pass(2 * MS);
    assertThat(sentAt).isEmpty();
    pass(10 * MS);
    assertThat(sentAt).containsExactly(7 * MS, 7 * MS, 7 * MS, 7 * MS, 7 * MS);
  }

  @Test
  void anAddressToWhichTheKernelDeliversNothingIsAnnouncedAfter3Seconds() {
    deliveredFrom = 60 * S;
    mastership.begin();
    var handover = new Handover(false, Duration.ZERO, Duration.ofSeconds(30));
    new Campaign(AnnouncementTiming.DEFAULT, handover, new Wire(), mastership).start(List.of(VIP));
    pass(4 * S);
    assertThat(sentAt)
        .hasSize(5)
        .allSatisfy(at -> assertThat(at).isBetween(3 * S, 3 * S + 20 * MS));
  }

  @Test
  void anAddressThatIsNotDeliveredBeforeTheMastershipEndsIsNotAnnounced() {
    deliveredFrom = 5 * MS;
    begin();
    pass(2 * MS);
    mastership.end();
    pass(60 * S);
    assertThat(sentAt).isEmpty();
  }

  /** An old master that has not heard the announcements serves until its margin is over. */
  @Test
  void aLongMarginAddsARoundAtItsEnd() {
    mastership.begin();
    var handover = new Handover(true, Duration.ofMillis(50), Duration.ofMillis(500));
    new Campaign(AnnouncementTiming.DEFAULT, handover, new Wire(), mastership).start(List.of(VIP));
    pass(S);
    assertThat(sentAt).containsExactly(0L, 0L, 0L, 0L, 0L, 150 * MS, 550 * MS);
  }

  /** An old master that has not heard the announcements waits as long as our table might take. */
  @Test
  void aWaitForATableDelaysTheRoundAtTheEndOfTheMargin() {
    mastership.begin();
    var handover =
        new Handover(true, Duration.ofMillis(50), Duration.ofMillis(500), Handover.READINESS);
    new Campaign(AnnouncementTiming.DEFAULT, handover, new Wire(), mastership).start(List.of(VIP));
    pass(2 * S);
    assertThat(sentAt).containsExactly(0L, 0L, 0L, 0L, 0L, 150 * MS, 1550 * MS);
  }

  @Test
  void nothingIsSentAfterTheCampaignEnded() {
    begin();
    campaign.again();
    pass(S);
    mastership.end();
    campaign.stop();
    pass(60 * S);
    assertThat(sentFrom(S)).isEmpty();
  }

  @Test
  void theElectionsDecisionCountsBeforeTheKernelLoopProcessesIt() {
    begin();
    pass(S);
    mastership.end(); // the order to stop is on its way
    pass(60 * S);
    assertThat(sentFrom(S)).isEmpty();
  }

  @Test
  void aLateRequestToAnnounceIsIgnored() {
    campaign.start(List.of(VIP));
    pass(60 * S);
    assertThat(sentAt).isEmpty();
  }

  @Test
  void repairsReloadsAndLowerAdvertsAnnounceNothingWithoutMastership() {
    begin();
    pass(S);
    mastership.end();
    campaign.stop();
    campaign.once(List.of(VIP));
    campaign.again();
    campaign.follow(config, List.of(VIP), List.of(ADDED));
    pass(60 * S);
    assertThat(sentFrom(S)).isEmpty();
  }

  @Test
  void ourSourceAddressIsAnnouncedInEveryState() {
    campaign.ownSource(new Campaign.AnnouncedAddress(IpAddress.of("203.0.113.1"), "eth0"));
    assertThat(sentAt).hasSize(1);
  }

  @Test
  void aReloadAnnouncesNewAddressesAtOnceAndAllOnSchedule() {
    begin();
    pass(60 * S);
    campaign.follow(config, List.of(VIP, ADDED), List.of(ADDED));
    assertThat(sentFrom(60 * S)).hasSize(5);
    pass(60 * S);
    assertThat(sentFrom(60 * S)).hasSize(5 + 10);
  }

  @Test
  void afterAStallAPlannedBurstWaitsForTheElectionToReadItsSockets() {
    begin();
    pass(S);
    now = 20 * S; // the whole process stood still
    pass(99 * MS);
    assertThat(sentFrom(2 * S)).isEmpty();
    mastership.end();
    pass(60 * S);
    assertThat(sentFrom(2 * S)).isEmpty();
  }

  @Test
  void theFirstLowerAdvertIsAnsweredAtOnceAndOnceMoreAfterTheDelay() {
    begin();
    pass(60 * S);
    campaign.again();
    assertThat(sentFrom(60 * S)).hasSize(5);
    pass(60 * S);
    assertThat(sentFrom(60 * S)).hasSize(5 + 1 + 5);
  }

  @Test
  void aFloodOfLowerAdvertsIsNotAmplifiedAndTheLastIsAnswered() {
    begin();
    pass(60 * S);
    long from = now;
    for (int i = 0; i < 120_000; i++) { // two thousand a second for a minute
      campaign.again();
      pass(MS / 2);
    }
    long end = now;
    pass(60 * S);
    var bursts = sentFrom(from).stream().distinct().toList();
    assertThat(sentFrom(from)).hasSizeLessThan(250);
    assertThat(bursts.getLast()).isGreaterThan(end);
    assertThat(IntStream.range(1, bursts.size()).mapToLong(i -> bursts.get(i) - bursts.get(i - 1)))
        .as("no host is left misled for longer")
        .allMatch(pause -> pause <= Duration.ofSeconds(5).toNanos());
  }

  // ---- Thousands of addresses ----

  private static List<Campaign.AnnouncedAddress> many(int count) {
    return IntStream.range(0, count)
        .mapToObj(i ->
            new Campaign.AnnouncedAddress(
                IpAddress.of("10.1.%d.%d".formatted(i / 250, i % 250 + 1)), "eth0"))
        .toList();
  }

  /** Runs the next task of the loop, and returns how many announcements it made. */
  private int turn() {
    int before = sent.size();
    var due = queue.remove();
    now = Math.max(now, due.at());
    due.task().run();
    return sent.size() - before;
  }

  @Test
  void oneTurnMakesABoundedNumberOfAnnouncements() {
    mastership.begin();
    campaign.start(many(10_000));
    assertThat(sent).hasSize(Campaign.AT_ONE_TURN);
    while (!queue.isEmpty()) {
      assertThat(turn()).isLessThanOrEqualTo(Campaign.AT_ONE_TURN);
    }
    assertThat(sent).hasSize((5 + 1 + 5) * 10_000);
  }

  @Test
  void eachAddressIsAnnouncedOnceBeforeAnyIsRepeated() {
    mastership.begin();
    campaign.begin();
    campaign.extend(many(1_000).subList(0, 400));
    campaign.extend(many(1_000).subList(400, 1_000));
    campaign.complete();
    pass(0);
    assertThat(sent.subList(0, 1_000)).containsExactlyElementsOf(many(1_000));
    assertThat(sent.stream().collect(Collectors.groupingBy(place -> place, Collectors.counting())))
        .hasSize(1_000)
        .allSatisfy((_, times) -> assertThat(times).isEqualTo(5));
  }

  @Test
  void whatElseTheLoopHasToDoComesBetweenTheTurns() {
    mastership.begin();
    campaign.start(many(10_000));
    var other =
        new Campaign(
            AnnouncementTiming.DEFAULT, config.election().handover(), new Wire(), mastership);
    other.start(List.of(VIP));
    assertThat(sent.subList(Campaign.AT_ONE_TURN, sent.size())).hasSize(5).containsOnly(VIP);
  }

  @Test
  void aBurstThatBeginsDuringAnotherOneContinuesIt() {
    sendingNanos = 100_000;
    mastership.begin();
    campaign.start(many(4_000));
    pass(4 * S);
    assertThat(sent).as("a burst, and a round after the linger").hasSize(6 * 4_000);
    campaign.again(); // takes two seconds, and the second burst begins after one
    assertThat(sent).hasSize(6 * 4_000 + Campaign.AT_ONE_TURN);
    pass(4 * S);
    assertThat(sent.size() - 6 * 4_000).isBetween(7 * 4_000, 8 * 4_000);
  }

  @Test
  void theEndOfTheMastershipEndsABurstInProgress() {
    mastership.begin();
    campaign.start(many(10_000));
    int before = turn() + Campaign.AT_ONE_TURN;
    mastership.end();
    pass(60 * S);
    assertThat(sent).hasSize(before);
  }

  @Test
  void theEndOfTheCampaignEndsABurstInProgress() {
    mastership.begin();
    campaign.start(many(10_000));
    campaign.stop();
    pass(60 * S);
    assertThat(sent).hasSize(Campaign.AT_ONE_TURN);
  }

  @Test
  void afterAStallRepeatsWaitForTheElectionAndFirstAnnouncementsDoNot() {
    mastership.begin();
    campaign.start(many(1_000));
    now = 100 * MS; // the whole process stood still
    assertThat(turn()).isEqualTo(Campaign.AT_ONE_TURN);
    pass(40 * MS);
    assertThat(sent).hasSize(1_000);
    campaign.once(List.of(VIP));
    assertThat(sent).hasSize(1_001);
    pass(60 * MS);
    assertThat(sent).hasSizeGreaterThanOrEqualTo(5_000);
  }

  @Test
  void newAddressesOfAReloadComeBeforeTheRepeatsOfABurst() {
    mastership.begin();
    campaign.start(many(1_000));
    pass(0);
    campaign.again();
    assertThat(turn()).isEqualTo(Campaign.AT_ONE_TURN);
    campaign.once(List.of(VIP));
    int before = sent.size();
    assertThat(turn()).isPositive();
    assertThat(sent.get(before)).isEqualTo(VIP);
  }

  // ---- Other schedules ----

  private Campaign under(AnnouncementTiming timing) {
    mastership.begin();
    return new Campaign(timing, config.election().handover(), new Wire(), mastership);
  }

  private static AnnouncementTiming timing(
      int repeat, Duration delay, int lowerRepeat, Duration lowerDelay, Duration refresh) {
    return new AnnouncementTiming(
        repeat, delay, lowerRepeat, lowerDelay, refresh, 2, Duration.ZERO, Duration.ZERO);
  }

  @Test
  void aRefreshComesAfterTheSecondBurstAndThenAgainAndAgain() {
    var refreshed =
        under(timing(1, Duration.ofSeconds(5), 1, Duration.ZERO, Duration.ofSeconds(10)));
    refreshed.start(List.of(VIP));
    pass(36 * S);
    assertThat(sentAt)
        .containsExactly(0L, 150 * MS, 5 * S, 15 * S, 15 * S, 25 * S, 25 * S, 35 * S, 35 * S);
    assertThat(refreshed.sent()).isEqualTo(9);
  }

  @Test
  void withoutADelayThereIsNoSecondBurst() {
    under(timing(2, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO)).start(List.of(VIP));
    pass(60 * S);
    assertThat(sentAt).containsExactly(0L, 0L, 150 * MS);
  }

  @Test
  void lowerAdvertsAreNotAnsweredWhenConfiguredSo() {
    var quiet = under(timing(1, Duration.ZERO, 0, Duration.ofSeconds(5), Duration.ZERO));
    quiet.start(List.of(VIP));
    pass(S);
    quiet.again();
    pass(60 * S);
    assertThat(sentFrom(S)).isEmpty();
  }

  @Test
  void lowerAdvertsAreAnsweredOnceWithoutADelayOfTheirOwn() {
    var once = under(timing(1, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO));
    once.start(List.of(VIP));
    pass(S);
    once.again();
    pass(60 * S);
    assertThat(sentFrom(S)).containsExactly(S, S + 150 * MS);
  }

  @Test
  void theSecondBurstComesAfterTheLastLowerAdvertAndOnlyOnce() {
    begin();
    pass(60 * S);
    campaign.again();
    pass(S);
    campaign.again();
    pass(S);
    campaign.again();
    pass(60 * S);
    assertThat(sentFrom(64 * S)).hasSize(5).containsOnly(67 * S);
  }

  @Test
  void afterALongPauseTheFirstLowerAdvertIsAnsweredAtOnceAgain() {
    begin();
    for (int round = 0; round < 3; round++) {
      pass(60 * S);
      campaign.again();
      assertThat(sentFrom(60 * S * (round + 1))).hasSize(5);
    }
  }

  @Test
  void oneRoundIsOneAnnouncementOfEachPlace() {
    begin();
    pass(60 * S);
    campaign.once(List.of(VIP, ADDED));
    assertThat(sentFrom(60 * S)).hasSize(2);
  }

  @Test
  void reportsWhenItStartedAndWhenTheFirstAnnouncementWasSent() {
    assertThat(campaign.startedAt()).isEqualTo(Times.NEVER);
    campaign.ownSource(VIP);
    assertThat(campaign.firstSentAt()).as("our own source is no takeover").isEqualTo(Times.NEVER);
    pass(S);
    begin();
    pass(60 * S);
    assertThat(campaign.startedAt()).isEqualTo(S);
    assertThat(campaign.firstSentAt()).isEqualTo(S);
    assertThat(campaign.sent()).isEqualTo(12);
  }

  @Test
  void aReloadBeforeTheTakeoverOnlyChangesTheSchedule() {
    campaign.follow(
        TestInstance.named("VI_1")
            .announces(timing(3, Duration.ZERO, 1, Duration.ZERO, Duration.ZERO))
            .build(),
        List.of(VIP),
        List.of(VIP));
    assertThat(sentAt).isEmpty();
    begin();
    pass(60 * S);
    assertThat(sentAt).hasSize(3 + 1);
  }
}
