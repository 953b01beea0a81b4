package org.holdfast.it.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.it.lab.Make.FRR;
import static org.holdfast.it.lab.Make.HOLDFAST;
import static org.holdfast.it.lab.Make.KEEPALIVED;
import static org.holdfast.it.lab.PairLab.ADDRESS_OF_A;
import static org.holdfast.it.lab.PairLab.ADDRESS_OF_B;
import static org.holdfast.it.lab.PairLab.VIP6_LINK_LOCAL;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.holdfast.it.lab.Director;
import org.holdfast.it.lab.Duel;
import org.holdfast.it.lab.Make;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Pcap;
import org.holdfast.it.lab.RouterSpec;
import org.holdfast.it.lab.Tools;
import org.holdfast.net.IpAddress;
import org.holdfast.net.IpPrefix;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Tests Holdfast and another implementation as peers, in both roles and in every form of the
 * protocol.
 */
@Order(1)
@Execution(ExecutionMode.CONCURRENT)
final class InteropIT {
  private static final int BETTER = 150;
  private static final int WORSE = 100;

  static Stream<Arguments> pairsWithKeepalived() {
    return Arrays.stream(Wire.values())
        .flatMap(wire ->
            Stream.of(
                Arguments.of(wire, HOLDFAST, KEEPALIVED),
                Arguments.of(wire, KEEPALIVED, HOLDFAST)));
  }

  static Stream<Arguments> pairsWithFrr() {
    return Stream.of(Wire.V2, Wire.V3, Wire.V3_IPV6)
        .flatMap(wire ->
            Stream.of(Arguments.of(wire, HOLDFAST, FRR), Arguments.of(wire, FRR, HOLDFAST)));
  }

  static Stream<Arguments> pairs() {
    return Stream.concat(pairsWithKeepalived(), pairsWithFrr());
  }

  @ParameterizedTest(name = "{0}: {1} master, {2} backup")
  @MethodSource("pairs")
  void theRouterOfHigherPriorityServesUntilItStopsOrDiesAndAfterItsReturn(
      Wire wire, Make masterMake, Make backupMake) {
    try (Duel duel = duel(wire, masterMake, BETTER, backupMake, WORSE)) {
      Director master = duel.a();
      Director backup = duel.b();
      backup.start();
      duel.awaitOnlyMaster(backup);

      master.start();
      duel.awaitOnlyMaster(master);

      master.stop();
      duel.awaitOnlyMaster(backup);
      master.start();
      duel.awaitOnlyMaster(master);

      master.node().powerOff();
      duel.awaitMaster(backup);
      master.node().powerOn();
      master.start();
      duel.awaitOnlyMaster(master);

      assertWellFormed(duel);
    }
  }

  @ParameterizedTest(name = "{0}: {1} master, {2} backup")
  @MethodSource("pairsWithKeepalived")
  void theBackupServesWhileTheMastersProcessOrItsCableIsGone(
      Wire wire, Make masterMake, Make backupMake) {
    try (Duel duel = duel(wire, masterMake, BETTER, backupMake, WORSE)) {
      Director master = duel.a();
      Director backup = duel.b();
      master.start();
      backup.start();
      duel.awaitOnlyMaster(master);

      master.kill();
      duel.awaitMaster(backup);
      master.start();
      duel.awaitOnlyMaster(master);

      master.node().unplug("eth0");
      duel.awaitOnlyMaster(backup);
      master.node().plug("eth0");
      duel.awaitOnlyMaster(master);

      assertWellFormed(duel);
    }
  }

  @ParameterizedTest(name = "{0}: {1} returns, {2} serves")
  @MethodSource("pairsWithKeepalived")
  void aRouterOfHigherPriorityWithoutPreemptionStandsBy(
      Wire wire, Make masterMake, Make backupMake) {
    try (Duel duel =
        duel(
            wire,
            masterMake,
            spec -> spec.withPriority(BETTER).withPreempt(false),
            backupMake,
            spec -> spec.withPriority(WORSE))) {
      duel.b().start();
      duel.awaitOnlyMaster(duel.b());

      duel.a().start();

      Duration twoMasterDowns = duel.a().spec().masterDown().multipliedBy(2);
      duel.holdsFor(twoMasterDowns, "a stands by", duel.a()::holdsNoAddress);
      duel.b().stop();
      duel.awaitOnlyMaster(duel.a());
    }
  }

  @ParameterizedTest(name = "{0}: {1} and {2}")
  @MethodSource("pairsWithKeepalived")
  void withEqualPrioritiesTheHigherAddressServesAfterAPartition(
      Wire wire, Make makeOfA, Make makeOfB) {
    try (Duel duel = duel(wire, makeOfA, WORSE, makeOfB, WORSE)) {
      duel.a().start();
      duel.b().start();
      duel.await("one master", () -> duel.a().holdsAddresses() != duel.b().holdsAddresses());

      duel.b().node().isolate("eth0");
      duel.await(
          "two masters, apart", () -> duel.a().holdsAddresses() && duel.b().holdsAddresses());
      duel.b().node().rejoin("eth0");

      duel.awaitOnlyMaster(
          Stream.of(duel.a(), duel.b())
              .max(Comparator.comparing(director -> source(wire, director)))
              .orElseThrow());
    }
  }

  /** Returns the source address of a director's adverts. */
  private static IpAddress source(Wire wire, Director director) {
    if (!wire.isIpv6()) {
      return IpAddress.of(director.node().name().equals("a") ? ADDRESS_OF_A : ADDRESS_OF_B);
    }
    return director.node().addresses().stream()
        .filter(IpAddress::isLinkLocal)
        .filter(address -> !address.equals(IpPrefix.of(VIP6_LINK_LOCAL).address()))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0}: {1} master, {2} backup")
  @MethodSource("pairsWithKeepalived")
  void twentyAddressesMoveTogether(Wire wire, Make masterMake, Make backupMake) {
    String[] addresses = IntStream.range(0, 20).mapToObj(wire::address).toArray(String[]::new);
    try (Duel duel =
        duel(
            wire,
            masterMake,
            spec -> spec.withPriority(BETTER).withAddresses(addresses),
            backupMake,
            spec -> spec.withPriority(WORSE).withAddresses(addresses))) {
      duel.a().start();
      duel.b().start();
      duel.awaitOnlyMaster(duel.a());

      duel.a().stop();

      duel.awaitOnlyMaster(duel.b());
      assertWellFormed(duel);
    }
  }

  private static Duel duel(
      Wire wire, Make makeOfA, int priorityOfA, Make makeOfB, int priorityOfB) {
    return duel(
        wire,
        makeOfA,
        spec -> spec.withPriority(priorityOfA),
        makeOfB,
        spec -> spec.withPriority(priorityOfB));
  }

  private static Duel duel(
      Wire wire,
      Make makeOfA,
      UnaryOperator<RouterSpec> onA,
      Make makeOfB,
      UnaryOperator<RouterSpec> onB) {
    Needs.tools(makeOfA.tool(), makeOfB.tool(), Tools.TSHARK);
    return new Duel(
        makeOfA, onA.apply(wire.onA(wire.spec())), makeOfB, onB.apply(wire.onB(wire.spec())));
  }

  private static void assertWellFormed(Duel duel) {
    Pcap pcap = duel.stopCapture();
    assertThat(pcap.count("vrrp")).isPositive();
    assertThat(pcap.malformed()).isEmpty();
  }
}
