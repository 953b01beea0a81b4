package org.holdfast.agent.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class AcceptPauseTest {

  @Test
  void pausesForASecondAndDoesNotPassTheFailureOn() {
    List<Throwable> passedOn = new ArrayList<>();
    var channel =
        new EmbeddedChannel(
            new AcceptPause("test"),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                passedOn.add(cause);
              }
            });
    channel.freezeTime();

    channel
        .pipeline()
        .fireExceptionCaught(new IOException("accept(..) failed: Too many open files"));

    assertThat(channel.config().isAutoRead()).isFalse();
    channel.advanceTimeBy(AcceptPause.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(passedOn).isEmpty();
  }
}
