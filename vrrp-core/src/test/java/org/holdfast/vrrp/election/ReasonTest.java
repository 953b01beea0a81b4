package org.holdfast.vrrp.election;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.Test;

class ReasonTest {

  private static final IpAddress PEER = IpAddress.of("192.0.2.2");
  private static final FaultReason FAULT = new FaultReason.InterfaceDown("eth0");

  private static final List<Reason> ALL =
      List.of(
          new Reason.Started(),
          new Reason.Resumed(),
          new Reason.Owner(),
          new Reason.MasterSilent(1),
          new Reason.Preempted(PEER, 100, 150),
          new Reason.MasterResigned(PEER),
          new Reason.MasterUnreachable(PEER),
          new Reason.BetterHeard(PEER, 150, 100),
          new Reason.Late(1),
          new Reason.OwnerContested(PEER),
          new Reason.Faulted(FAULT),
          new Reason.Awaiting(FAULT),
          new Reason.FaultsCleared(FAULT),
          new Reason.LostAddress("203.0.113.10/24"),
          new Reason.SteppedDown(),
          new Reason.Stopping(),
          new Reason.SuccessorHeard(PEER, 100),
          new Reason.NoSuccessor(),
          new Reason.GroupFollowed("VG"));

  /** Programs rely on these names, so a class that is renamed must keep its own. */
  @Test
  void eachKindHasItsNameInSnakeCase() {
    assertThat(ALL).hasSameSizeAs(Arrays.asList(Reason.class.getPermittedSubclasses()));
    assertThat(ALL)
        .allSatisfy(reason ->
            assertThat(reason.kind())
                .isEqualTo(
                    reason
                        .getClass()
                        .getSimpleName()
                        .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                        .toLowerCase(Locale.ROOT)));
  }
}
