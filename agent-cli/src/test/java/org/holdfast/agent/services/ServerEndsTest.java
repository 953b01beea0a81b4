package org.holdfast.agent.services;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.agent.Configs;
import org.holdfast.agent.config.VirtualServerConfig;
import org.holdfast.health.PoolChange.QuorumLost;
import org.holdfast.health.PoolChange.ServerDown;
import org.holdfast.health.PoolView;
import org.junit.jupiter.api.Test;

final class ServerEndsTest {

  private static final VirtualServerConfig WEB = web("10.0.0.1, 10.0.0.2");
  private static final ServerDown FIRST = new ServerDown("10.0.0.1:80", "removed");
  private static final ServerDown SECOND = new ServerDown("10.0.0.2:80", "removed");

  private static VirtualServerConfig web(String servers) {
    return Configs.of(
            """
            virtual-servers:
              web:
                address: 203.0.113.10:80
                real-servers: [%s]
            """
                .formatted(servers))
        .virtualServers()
        .getFirst();
  }

  private static PoolView view(boolean firstUp, boolean quorum) {
    var place = new PoolView.Place(true, 1);
    return new PoolView(
        "web",
        quorum,
        2,
        0,
        List.of(
            new PoolView.Server("10.0.0.1:80", firstUp, 0, place, ""),
            new PoolView.Server("10.0.0.2:80", true, 0, place, "")),
        null,
        0);
  }

  @Test
  void aServerThatAReloadRemovesGoesDownIfItWasUp() {
    var fewer = web("10.0.0.2");
    assertThat(ServerEnds.at(WEB, view(true, true), fewer)).containsExactly(FIRST);
    assertThat(ServerEnds.at(WEB, view(false, true), fewer)).isEmpty();
    assertThat(ServerEnds.at(WEB, view(true, true), WEB)).isEmpty();
  }

  @Test
  void theEndTakesDownWhatWasUpAndThenTheQuorum() {
    assertThat(ServerEnds.at(WEB, view(true, true), null))
        .containsExactly(FIRST, SECOND, new QuorumLost(1, 0, 2));
    assertThat(ServerEnds.at(WEB, view(false, false), null)).containsExactly(SECOND);
  }
}
