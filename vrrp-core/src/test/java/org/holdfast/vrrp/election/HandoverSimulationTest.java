package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.election.Subject.MS;
import static org.holdfast.vrrp.election.Subject.S;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Stopped;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two directors on a LAN without fault: nothing that is done to them on purpose leaves a gap. Once
 * with one instance each, once with a sync group of three.
 */
@ParameterizedClass
@ValueSource(ints = {1, 3})
class HandoverSimulationTest {

  private final Lan lan = new Lan(1, 2, false);
  private final int vrids;
  private final Node weak;
  private final Node strong;
  private boolean alwaysServed = true;

  HandoverSimulationTest(int vrids) {
    this.vrids = vrids;
    weak = node(0, 100);
    strong = node(1, 150);
  }

  @BeforeEach
  void theStrongOneBecomesMasterAndFromThenOnSomebodyLooksOn() {
    lan.nodes.addAll(List.of(weak, strong));
    weak.start();
    strong.start();
    lan.run(10 * S);
    assertServing(strong);
    lan.onlooker = () -> alwaysServed &= IntStream.range(0, vrids).allMatch(lan::isServed);
  }

  private Node node(int id, int priority) {
    var members = new ArrayList<Node.Member>();
    var terms = new Subject.Changes(Subject.TERMS).priority(priority).terms();
    for (int vrid = 0; vrid < vrids; vrid++) {
      var source = IpAddress.of("10." + vrid + ".0." + (id + 1));
      members.add(new Node.Member(vrid, new Router(terms, priority, source, vrids > 1), 2));
    }
    return new Node(id, lan, members, 0);
  }

  private void assertServing(Node master) {
    assertThat(alwaysServed).as("served at every instant").isTrue();
    assertThat(master.members).allMatch(member -> member.state instanceof Master);
  }

  @Test
  void anOrderlyStopLeavesNoGap() {
    strong.tell(Event.Stop.STOP);
    lan.run(lan.now() + 5 * S);
    assertServing(weak);
    assertThat(strong.members).allMatch(member -> member.state instanceof Stopped);
  }

  @Test
  void aStepDownLeavesNoGapAndLasts() {
    strong.stepDown(60 * S);
    lan.run(lan.now() + 55 * S);
    assertServing(weak);
    lan.run(lan.now() + 20 * S);
    assertServing(strong);
  }

  @Test
  void anOrderLeavesNoGapAndOutlivesALife() {
    strong.order(true);
    lan.run(lan.now() + 10 * S);
    assertServing(weak);
    strong.kill();
    strong.start();
    lan.run(lan.now() + 30 * S);
    assertServing(weak);
    strong.order(false);
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
  }

  @Test
  void whoMustNotBeMasterStillIsItWhenThereIsNobodyElse() {
    strong.order(true);
    lan.run(lan.now() + 10 * S);
    weak.kill();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
    weak.start();
    lan.run(lan.now() + 10 * S);
    assertServing(weak);
  }

  @Test
  void aPreemptionLeavesNoGap() {
    strong.tell(Event.Stop.STOP);
    lan.run(lan.now() + 5 * S);
    strong.start();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
  }

  @Test
  void aStepDownWithNobodyThereLeavesNoGap() {
    weak.kill();
    strong.stepDown(60 * S);
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
  }

  @Test
  void aLifeThatEndsAndResumesInTimeMovesNobody() {
    long movedBefore = moves();
    strong.kill();
    lan.run(lan.now() + 2 * S);
    strong.start();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
    assertThat(weak.members).allMatch(member -> member.state instanceof Backup);
    assertThat(moves() - movedBefore).as("resumptions alone").isEqualTo(vrids);
  }

  @Test
  void aLifeThatResumesTooLateLetsGoFirst() {
    strong.kill();
    lan.run(lan.now() + 3 * S + 500 * MS);
    strong.start();
    assertThat(strong.members).noneMatch(member -> member.holding);
    lan.run(lan.now() + 10 * S);
    assertThat(lan.seen).doesNotContainKey("moved: Resumed");
  }

  /** All transitions so far, whatever their reasons. */
  private long moves() {
    return lan.seen.entrySet().stream()
        .filter(entry -> entry.getKey().startsWith("moved: "))
        .mapToLong(entry -> entry.getValue())
        .sum();
  }
}
