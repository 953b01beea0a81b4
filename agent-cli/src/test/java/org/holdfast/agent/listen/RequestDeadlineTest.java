package org.holdfast.agent.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RequestDeadlineTest {

  /** Takes the first message as the whole request. */
  private static final class Reader extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      RequestDeadline.requestArrived(context);
    }
  }

  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          new RequestDeadline(Duration.ofSeconds(5), RequestDeadlineTest::close), new Reader());

  private static void close(ChannelHandlerContext context) {
    var _ = context.close();
  }

  RequestDeadlineTest() {
    channel.freezeTime();
  }

  private void pass(long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void aConnectionWithoutARequestIsClosed() {
    pass(4);
    assertThat(channel.isOpen()).isTrue();
    pass(2);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void aConnectionWithARequestStaysOpenAndIsReadNoFurther() {
    channel.writeInbound("request");
    pass(60);
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.config().isAutoRead()).isFalse();
  }

  @Test
  void aClosedConnectionLeavesNoTimer() {
    var _ = channel.close();
    assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
  }
}
