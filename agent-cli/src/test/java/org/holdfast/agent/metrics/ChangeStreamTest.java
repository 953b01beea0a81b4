package org.holdfast.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ChangeStreamTest {

  private final List<Runnable> followers = new ArrayList<>();
  private final Client client = new Client();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(client, new ChannelInboundHandlerAdapter());

  @BeforeEach
  void begin() {
    channel.freezeTime();
    ChangeStream.begin(
        channel.pipeline().lastContext(),
        changed -> {
          followers.add(changed);
          return () -> followers.remove(changed);
        });
  }

  private void pass(long millis) {
    channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
    channel.runPendingTasks();
  }

  @Test
  void aHundredChangesAtOnceAreOneEvent() {
    for (int i = 0; i < 100; i++) {
      followers.getFirst().run();
    }
    assertThat(client.events).containsExactly("data: changed\n\n");

    pass(ChangeStream.LEAST_MILLIS);
    pass(ChangeStream.LEAST_MILLIS);

    assertThat(client.events).containsExactly("data: changed\n\n", "data: changed\n\n");
  }

  @Test
  void changesThatASlowClientMissesAreOneEventLater() {
    client.isReading = false;
    for (int i = 0; i < 5; i++) {
      followers.getFirst().run();
      pass(ChangeStream.LEAST_MILLIS);
    }
    assertThat(client.waiting).hasSize(1);

    client.read();

    assertThat(client.events)
        .containsExactly("data: changed\n\n", "data: changed\n\n", "data: changed\n\n");
  }

  @Test
  void aQuietStreamBeats() {
    pass(10_000);
    assertThat(client.events).last().isEqualTo(": still here\n\n");
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void aClientThatDoesNotReadIsDisconnected() {
    client.isReading = false;
    followers.getFirst().run();
    pass(ChangeStream.LEAST_MILLIS);
    assertThat(client.waiting).hasSize(1);

    pass(10_000);

    assertThat(channel.isOpen()).isFalse();
    assertThat(followers).isEmpty();
  }

  /** The other end of the connection, which may stop reading. */
  private static final class Client extends ChannelDuplexHandler {
    private final List<String> events = new ArrayList<>();
    private final ArrayDeque<ChannelPromise> waiting = new ArrayDeque<>();
    private boolean isReading = true;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpContent content) {
        ByteBuf bytes = content.content();
        events.add(bytes.toString(StandardCharsets.US_ASCII));
      }
      ReferenceCountUtil.release(message);
      if (isReading) {
        promise.setSuccess();
      } else {
        waiting.add(promise);
      }
    }

    private void read() {
      isReading = true;
      while (!waiting.isEmpty()) {
        waiting.remove().setSuccess();
      }
    }
  }
}
