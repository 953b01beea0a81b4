package org.holdfast.agent.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

final class ConnectionsTest {

  private final Connections connections = new Connections(3);

  private EmbeddedChannel admitted() {
    var channel = new EmbeddedChannel();
    assertThat(connections.admit(channel)).isTrue();
    return channel;
  }

  @Test
  void aNewConnectionReplacesTheOldestIdleOne() {
    var first = admitted();
    connections.requestArrived(first);
    var second = admitted();
    var third = admitted();

    var fourth = admitted();

    assertThat(first.isOpen()).isTrue();
    assertThat(second.isOpen()).isFalse();
    assertThat(third.isOpen()).isTrue();
    assertThat(fourth.isOpen()).isTrue();
    assertThat(connections.open()).isEqualTo(3);
  }

  @Test
  void connectionsWithARequestAreNotReplaced() {
    for (int i = 0; i < 3; i++) {
      connections.requestArrived(admitted());
    }

    assertThat(connections.admit(new EmbeddedChannel())).isFalse();
  }

  @Test
  void atMostThreeOfAThousandIdleConnectionsStayOpen() {
    var all = new ArrayList<EmbeddedChannel>();
    for (int i = 0; i < 1000; i++) {
      all.add(admitted());
    }

    assertThat(all.stream().filter(EmbeddedChannel::isOpen)).hasSize(3);
    all.forEach(channel -> {
      var _ = channel.close();
    });
    assertThat(connections.open()).isZero();
  }
}
