package org.holdfast.it.vrrp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.Make.HOLDFAST;
import static org.holdfast.it.lab.PairLab.VIP;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Director;
import org.holdfast.it.lab.Duel;
import org.holdfast.it.lab.Lab;
import org.holdfast.it.lab.LabProber;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.RouterSpec;
import org.holdfast.it.lab.Tools;
import org.holdfast.it.lab.Waits;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests handover and restart as a client sees them, at the default interval of one second. */
@Isolated("measures times")
final class GaplessIT {
  private static final RouterSpec SPEC = RouterSpec.v3(VIP).withInterval(Duration.ofSeconds(1));

  private static final Duration LOOKS = Duration.ofMillis(50);

  private static final Duration SELDOM = Duration.ofSeconds(6);

  /** The time that a client may need to update its ARP entry. */
  private static final double ARP_SWITCH_MILLIS = 10;

  /** A pair, and a client that probes its address. */
  private record Scene(Duel duel, LabProber prober) implements AutoCloseable {
    static Scene open(Make peer) {
      var duel = duelWith(peer);
      return new Scene(duel, LabProber.start(duel.lab().client(), SPEC.vip()));
    }

    /** Starts Holdfast on a, which becomes master, and its peer on b. */
    void start() {
      duel.a().start();
      duel.b().start();
    }

    void awaitService() {
      duel.awaitOnlyMaster(duel.a());
      prober.awaitAnswered(Lab.PATIENCE);
    }

    /** Returns when the election of the new process has begun. */
    void restartAfterACrash() {
      duel.a().kill();
      duel.a().start();
      duel.await("a is back", () -> transitions(duel.a()) > 0);
    }

    boolean isServedByA() {
      return duel.a().holdsAddresses() && duel.b().holdsNoAddress();
    }

    @Override
    public void close() {
      try (duel) {
        prober.close();
      }
    }
  }

  /**
   * A pair shows both, because it waits for several adverts before it has a master; and two pairs
   * wait at once. Only one of them at a time restarts a router or changes its master.
   */
  @Test
  void aRestartAfterACrashIsNotMissedAndAnOrderlyStopLosesNothingBeyondTheArpSwitch() {
    try (var besideHoldfast = Scene.open(HOLDFAST);
        var besideKeepalived = Scene.open(Make.KEEPALIVED)) {
      var scenes = List.of(besideHoldfast, besideKeepalived);
      scenes.forEach(Scene::start);
      scenes.forEach(Scene::awaitService);
      var transitions = scenes.stream().map(scene -> transitions(scene.duel().b())).toList();
      Instant crash = Instant.now();

      scenes.forEach(Scene::restartAfterACrash);

      new Waits(LOOKS, () -> logs(scenes))
          .holdsFor(
              SPEC.withPriority(100).masterDown().multipliedBy(2),
              "a serves on in both pairs",
              () -> scenes.stream().allMatch(Scene::isServedByA));
      assertThat(scenes.stream().map(scene -> transitions(scene.duel().b())).toList())
          .isEqualTo(transitions);
      for (var scene : scenes) {
        assertThat(scene.prober().gapsSince(crash)).isEmpty();
      }

      for (var scene : scenes) {
        Instant stop = Instant.now();

        scene.duel().a().stop();

        scene.duel().awaitOnlyMaster(scene.duel().b());
        assertThat(scene.prober().outageMillisSince(stop)).isLessThanOrEqualTo(ARP_SWITCH_MILLIS);
      }
    }
  }

  @Test
  void aGroupThatIsStoppedHandsOverWithoutAGap() {
    try (var pair = AgentPair.open();
        LabProber one = LabProber.start(pair.lab().client(), IpAddress.of("10.9.0.100"));
        LabProber two = LabProber.start(pair.lab().client(), IpAddress.of("10.10.0.100"))) {
      GroupsIT.startGroup(pair);
      one.awaitAnswered(Lab.PATIENCE);
      two.awaitAnswered(Lab.PATIENCE);
      Instant stop = Instant.now();

      pair.a().stop();

      pair.awaitHolder(pair.lab().b());
      assertThat(pair.b().state("VI_2")).isEqualTo("MASTER");
      assertThat(one.outageMillisSince(stop)).as(pair::logs).isLessThanOrEqualTo(ARP_SWITCH_MILLIS);
      assertThat(two.outageMillisSince(stop)).as(pair::logs).isLessThanOrEqualTo(ARP_SWITCH_MILLIS);
    }
  }

  /** Without a margin set by hand, the old master waits as long as the hook of the new one may. */
  @Test
  void aStopLosesNothingWhileTheSuccessorsAddressesWaitForItsHook() {
    var hook =
        """
        hooks: {before-master: [/bin/sleep, "1"], before-master-limit: 2s}
        """;
    try (var pair = AgentPair.open()) {
      pair.start(hook, hook);
      pair.awaitHolder(pair.lab().a());
      try (var prober = LabProber.start(pair.lab().client(), SPEC.vip())) {
        prober.awaitAnswered(Lab.PATIENCE);
        Instant stop = Instant.now();

        pair.a().stop();

        pair.awaitHolder(pair.lab().b());
        assertThat(prober.outageMillisSince(stop))
            .as(pair::logs)
            .isLessThanOrEqualTo(ARP_SWITCH_MILLIS);
      }
    }
  }

  /** What may keep a router out of the election that starts again before its successor serves. */
  enum Obstacle {
    NONE("", ""),
    A_TRACK_WITHOUT_A_RESULT(
        "track: {scripts: [slow]}\n",
        "  scripts: {slow: {command: [/bin/sleep, \"100\"], interval: 100s}}\n"),
    A_START_UP_DELAY("", "  startup-delay: 100s\n");

    private final String ofInstance;
    private final String ofAll;

    Obstacle(String ofInstance, String ofAll) {
      this.ofInstance = ofInstance;
      this.ofAll = ofAll;
    }

    String in(String configuration) {
      return configuration + ofInstance.indent(6) + ofAll;
    }
  }

  /** With long intervals, so that the second run begins in the time between the two limits. */
  @ParameterizedTest
  @EnumSource
  void aRestartThatIsTooLateToResumeServesUntilThePeerDoes(Obstacle obstacle) {
    try (var pair = AgentPair.open()) {
      pair.start("", "");
      pair.awaitHolder(pair.lab().a());
      try (var prober = LabProber.start(pair.lab().client(), SPEC.vip())) {
        prober.awaitAnswered(Lab.PATIENCE);
        for (var agent : List.of(pair.a(), pair.b())) {
          agent.configure(seldom(agent == pair.a() ? 150 : 100));
          agent.reload(); // a advertises at once
        }
        Instant kill = Instant.now();
        pair.a().kill();
        AgentPair.pass(SELDOM); // b tolerates the silence no longer

        pair.a().start(obstacle.in(seldom(150)));

        pair.await(
            "a serves on",
            () -> pair.a().log().stream().anyMatch(line -> line.contains("serving ")));
        assertThat(pair.lab().a().holds(SPEC.vip())).isTrue();
        assertThat(pair.lab().b().holds(SPEC.vip())).isFalse();
        pair.awaitHolder(pair.lab().b());
        assertThat(prober.outageMillisSince(kill))
            .as(pair::logs)
            .isLessThanOrEqualTo(ARP_SWITCH_MILLIS);
      }
    }
  }

  private static String seldom(int priority) {
    return AgentPair.configuration(priority, "down-timer-adverts: 1\npreempt: false")
        .replace("100ms", SELDOM.toSeconds() + "s");
  }

  private static String logs(List<Scene> scenes) {
    return scenes.stream().map(scene -> scene.duel().logs()).collect(Collectors.joining("\n"));
  }

  private static Duel duelWith(Make peer) {
    Needs.tools(Tools.HOLDFAST, peer.tool(), Tools.TSHARK);
    return new Duel(HOLDFAST, SPEC.withPriority(150), peer, SPEC.withPriority(100));
  }

  private static long transitions(Director director) {
    return director.log().stream()
        .map(Daemon.Line::text)
        .filter(line -> line.contains("(" + RouterSpec.INSTANCE + ") Entering "))
        .count();
  }
}
