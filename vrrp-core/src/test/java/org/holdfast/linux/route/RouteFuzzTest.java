package org.holdfast.linux.route;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Consumer;
import org.holdfast.linux.netlink.Encoding;
import org.holdfast.linux.netlink.MessageWriter;
import org.holdfast.linux.netlink.NetlinkMessage;

class RouteFuzzTest {

  private static final int[] TYPES = {
    MessageType.NEW_LINK, MessageType.DEL_LINK, MessageType.NEW_ADDRESS, MessageType.DEL_ADDRESS
  };

  private static final int LONGEST = 1000;

  @FuzzTest
  void anyMessageIsDecodedOrNothing(byte[] payload) {
    if (payload.length > LONGEST) {
      return; // an overlong name does not fit into a message when it is written again
    }
    var bytes = ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder());
    Arrays.stream(TYPES).forEach(type -> RouteEvents.decode(message(type, bytes)));
    RouteCodec.decode(message(MessageType.NEW_ROUTE, bytes))
        .ifPresent(route ->
            readsBack(
                route,
                RouteCodec.decode(reread(MessageType.NEW_ROUTE, w -> RouteCodec.write(w, route)))));
    RuleCodec.decode(message(MessageType.NEW_RULE, bytes))
        .ifPresent(rule ->
            readsBack(
                rule,
                RuleCodec.decode(reread(MessageType.NEW_RULE, w -> RuleCodec.write(w, rule)))));
  }

  private static <T> void readsBack(T written, Optional<T> read) {
    if (!read.equals(Optional.of(written))) {
      throw new AssertionError("wrote " + written + ", read " + read);
    }
  }

  private static NetlinkMessage reread(int type, Consumer<MessageWriter> body) {
    var bytes = ByteBuffer.wrap(HexFormat.of().parseHex(Encoding.of(body)));
    return message(type, bytes.order(ByteOrder.nativeOrder()));
  }

  private static NetlinkMessage message(int type, ByteBuffer payload) {
    return new NetlinkMessage(type, 0, 1, payload);
  }
}
