package org.holdfast.agent.status;

import static org.assertj.core.api.Assertions.assertThat;

import org.holdfast.agent.status.Excerpt.PeerOf;
import org.holdfast.agent.status.Excerpt.Subject;
import org.junit.jupiter.api.Test;

class ExcerptTest {

  @Test
  void aRouterThatIsHeardIsAPeerWhetherItIsMasterOrSilent() {
    var peers = Excerpt.of(Subject.PEER, Reports.full());
    assertThat(peers.table())
        .isEqualTo(
            """
            VI_1  silent 192.0.2.2, priority 100, every 1.00 s, heard 12 min 8 s ago
            VI_2  master 192.0.2.2, priority 150, every 1.00 s, heard 61 ms ago
            VI_6  has heard no other router
            VI_7  silent 192.0.2.3, resigned (priority 0), every 1.00 s, heard 400 ms ago
            """);
    assertThat(peers.values()).hasSize(3).allMatch(PeerOf.class::isInstance);
  }

  @Test
  void aLineForAnEmptyListIsNotAName() {
    var peers = Excerpt.of(Subject.PEER, Reports.full());
    assertThat(peers.names()).containsExactly("192.0.2.2", "192.0.2.3");
    assertThat(peers.named("VI_6").isEmpty()).isTrue();
  }
}
