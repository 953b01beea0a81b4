package org.holdfast.agent.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The reader takes a slice only when the test says so. */
final class ResponseWriterTest {

  private static final int MIB = 1 << 20;

  private final PendingResponses pending = new PendingResponses(2 * MIB);

  /** A connection whose reader takes only the parts that the test takes. */
  private final class Reader {
    private final ArrayDeque<ChannelPromise> untaken = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final EmbeddedChannel channel;
    private final ResponseWriter outgoing;

    Reader() {
      var handler = new ChannelInboundHandlerAdapter();
      channel = new EmbeddedChannel(new Holding(this), handler);
      channel.freezeTime();
      var context = channel.pipeline().context(handler);
      var head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
      outgoing = ResponseWriter.begin(context, pending, head);
      untaken.remove().setSuccess(); // the head
    }

    boolean take() {
      if (untaken.isEmpty()) {
        return false;
      }
      untaken.remove().setSuccess();
      channel.runPendingTasks();
      return true;
    }

    void takeAll() {
      while (take()) {
        assertThat(untaken).hasSizeLessThanOrEqualTo(1);
      }
    }
  }

  private static final class Holding extends ChannelOutboundHandlerAdapter {
    private final Reader reader;

    private Holding(Reader reader) {
      this.reader = reader;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
      if (message instanceof HttpContent content) {
        ByteBuf bytes = content.content();
        assertThat(bytes.readableBytes()).isLessThanOrEqualTo(ResponseWriter.SLICE);
        reader.text.append(bytes.toString(StandardCharsets.ISO_8859_1));
      }
      reader.untaken.add(promise);
    }
  }

  private static byte[] body(int length, char letter) {
    return String.valueOf(letter).repeat(length).getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aLargeAnswerGoesOutSliceBySlice() {
    var reader = new Reader();
    reader.outgoing.finish(Body.of(body(MIB + 1, 'x')), 30);

    assertThat(reader.untaken).hasSize(1);
    assertThat(reader.text).hasSize(ResponseWriter.SLICE);
    reader.takeAll();
    assertThat(reader.text).hasSize(MIB + 1);
    assertThat(reader.channel.isOpen()).isFalse();
    assertThat(pending.sum()).isZero();
  }

  @Test
  void aPieceIsMadeWhenTheOnesBeforeItHaveBeenRead() {
    var made = new ArrayList<Integer>();
    var pieces =
        Stream.iterate(1, i -> i <= 100, i -> i + 1)
            .peek(made::add)
            .map(_ -> body(ResponseWriter.SLICE, 'x'));
    var reader = new Reader();

    reader.outgoing.finish(Body.made(made, 5 * MIB, pieces::iterator), 30);

    assertThat(made).hasSizeLessThanOrEqualTo(2);
    assertThat(pending.sum()).as("the memory of the source").isEqualTo(5 * MIB);
    reader.take();
    assertThat(made).hasSizeLessThanOrEqualTo(3);
    reader.takeAll();
    assertThat(reader.text).hasSize(100 * ResponseWriter.SLICE);
    assertThat(pending.sum()).isZero();
    assertThat(reader.channel.isOpen()).isFalse();
  }

  @Test
  void nothingMoreIsReadOnceAnAnswerHasBegun() {
    assertThat(new Reader().channel.config().isAutoRead()).isFalse();
  }

  @Test
  void aReaderThatDoesNotReadIsCutOffInTime() {
    var reader = new Reader();
    reader.outgoing.finish(Body.of(body(MIB, 'x')), 30);
    reader.channel.advanceTimeBy(29, TimeUnit.SECONDS);
    reader.channel.runScheduledPendingTasks();
    assertThat(reader.channel.isOpen()).isTrue();

    reader.channel.advanceTimeBy(1, TimeUnit.SECONDS);
    reader.channel.runScheduledPendingTasks();

    assertThat(reader.channel.isOpen()).isFalse();
    assertThat(pending.sum()).isZero();
  }

  @Test
  void aSharedAnswerCountsOnce() {
    var body = body(MIB, 'x');
    var readers = new ArrayList<Reader>();
    for (int i = 0; i < 64; i++) {
      var reader = new Reader();
      reader.outgoing.finish(Body.of(body), 30);
      readers.add(reader);
    }

    assertThat(pending.sum()).isEqualTo(MIB);
    assertThat(readers).allSatisfy(reader -> assertThat(reader.channel.isOpen()).isTrue());
  }

  @Test
  void theSlowestReadersAreDroppedForTheNewest() {
    var readers = new ArrayList<Reader>();
    for (int i = 0; i < 64; i++) {
      var reader = new Reader();
      reader.outgoing.finish(Body.of(body(MIB, 'x')), 30);
      readers.add(reader);
      assertThat(pending.sum()).isLessThanOrEqualTo(2 * MIB);
    }

    assertThat(readers.subList(0, 62))
        .allSatisfy(reader -> assertThat(reader.channel.isOpen()).isFalse());
    assertThat(readers.subList(62, 64))
        .allSatisfy(reader -> assertThat(reader.channel.isOpen()).isTrue());
    readers.getLast().takeAll();
    assertThat(readers.getLast().text).hasSize(MIB);
  }

  @Test
  void theNewestAnswerIsKeptHoweverLargeItIs() {
    var reader = new Reader();
    reader.outgoing.finish(Body.of(body(3 * MIB, 'x')), 30);
    reader.takeAll();

    assertThat(reader.text).hasSize(3 * MIB);
  }

  @Test
  void aStreamContinuesAfterASharedPart() {
    var reader = new Reader();
    reader.outgoing.add(() -> body(3, 'a'));
    reader.outgoing.send(Body.of(body(100_000, 'b')), 30);
    reader.outgoing.add(() -> body(3, 'c'));
    assertThat(pending.sum()).isEqualTo(100_000);
    reader.takeAll();
    assertThat(reader.text.toString()).isEqualTo("aaa" + "b".repeat(100_000) + "ccc");
    assertThat(pending.sum()).isZero();
    reader.channel.advanceTimeBy(1, TimeUnit.HOURS);
    reader.channel.runScheduledPendingTasks();
    assertThat(reader.channel.isOpen()).isTrue(); // a stream without data is not stalled

    reader.outgoing.end();
    reader.takeAll();
    assertThat(reader.channel.isOpen()).isFalse();
  }

  @Test
  void pendingBytesAreReleasedWithTheirReader() {
    var reader = new Reader();
    reader.outgoing.finish(Body.of(body(MIB, 'x')), 30);
    var _ = reader.channel.close();
    reader.channel.runPendingTasks();

    assertThat(pending.sum()).isZero();
  }
}
