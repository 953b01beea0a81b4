package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.vrrp.election.Subject.MS;
import static org.holdfast.vrrp.election.Subject.S;

import java.util.ArrayList;
import org.holdfast.net.IpAddress;
import org.holdfast.vrrp.election.State.Backup;
import org.holdfast.vrrp.election.State.Master;
import org.holdfast.vrrp.election.State.Stopped;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two directors on a LAN without fault: nothing that is done to them on purpose leaves a gap. */
class HandoverSimulationTest {

  private final Lan lan = new Lan(1, 2, false);
  private Node weak = node(0, 100, 1);
  private Node strong = node(1, 150, 1);
  private boolean alwaysServed;

  /** The strong one becomes master; from then on somebody looks on. */
  private void lay(int vrids) {
    weak = node(0, 100, vrids);
    strong = node(1, 150, vrids);
    lan.nodes.add(weak);
    lan.nodes.add(strong);
    weak.start();
    strong.start();
    lan.run(10 * S);
    assertThat(strong.members).allMatch(member -> member.state instanceof Master);
    watch(vrids);
  }

  private Node node(int id, int priority, int vrids) {
    var members = new ArrayList<Node.Member>();
    var terms = new Subject.Changes(Subject.TERMS).priority(priority).terms();
    for (int vrid = 0; vrid < vrids; vrid++) {
      var source = IpAddress.of("10." + vrid + ".0." + (id + 1));
      members.add(new Node.Member(vrid, new Router(terms, priority, source, vrids > 1), 2));
    }
    return new Node(id, lan, members, 0);
  }

  private void watch(int vrids) {
    alwaysServed = true;
    lan.onlooker =
        () -> {
          for (int vrid = 0; vrid < vrids; vrid++) {
            alwaysServed &= lan.isServed(vrid);
          }
        };
  }

  private void assertServing(Node master) {
    assertThat(alwaysServed).as("served at every instant").isTrue();
    assertThat(master.members).allMatch(member -> member.state instanceof Master);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anOrderlyStopLeavesNoGap(int vrids) {
    lay(vrids);
    strong.tell(Event.Stop.STOP);
    lan.run(lan.now() + 5 * S);
    assertServing(weak);
    assertThat(strong.members).allMatch(member -> member.state instanceof Stopped);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aStepDownLeavesNoGapAndLasts(int vrids) {
    lay(vrids);
    strong.stepDown(60 * S);
    lan.run(lan.now() + 55 * S);
    assertServing(weak);
    lan.run(lan.now() + 20 * S);
    assertServing(strong);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aPreemptionLeavesNoGap(int vrids) {
    lay(vrids);
    strong.tell(Event.Stop.STOP);
    lan.run(lan.now() + 5 * S);
    strong.start();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aStepDownWithNobodyThereLeavesNoGap(int vrids) {
    lay(vrids);
    weak.kill();
    strong.stepDown(60 * S);
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aLifeThatEndsAndResumesInTimeMovesNobody(int vrids) {
    lay(vrids);
    long movedBefore = moves();
    strong.kill();
    lan.run(lan.now() + 2 * S);
    strong.start();
    lan.run(lan.now() + 10 * S);
    assertServing(strong);
    assertThat(weak.members).allMatch(member -> member.state instanceof Backup);
    assertThat(moves() - movedBefore).as("resumptions alone").isEqualTo(vrids);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void aLifeThatResumesTooLateLetsGoFirst(int vrids) {
    lay(vrids);
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
