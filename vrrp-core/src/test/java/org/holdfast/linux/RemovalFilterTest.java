package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Which notifications of routes and rules wake the process. */
class RemovalFilterTest {

  private static final int OURS = 72;
  private static final int BGP = 186;
  private static final int NEW_ROUTE = 24;
  private static final int DELETED_ROUTE = 25;
  private static final int NEW_RULE = 32;
  private static final int DELETED_RULE = 33;
  private static final int REPLACES = 0x100;
  private static final int CREATES = 0x600;

  private static final BpfProgram FILTER = RemovalFilter.accepting(OURS);

  private static boolean letsThrough(ByteBuffer message) {
    return Bpf.run(FILTER, message.flip()) > 0;
  }

  private static ByteBuffer message(int type, int flags) {
    return ByteBuffer.allocate(64)
        .order(ByteOrder.nativeOrder())
        .putInt(0)
        .putShort((short) type)
        .putShort((short) flags)
        .putLong(0);
  }

  private static ByteBuffer route(int type, int flags, int destinationLength, int protocol) {
    return message(type, flags)
        .put((byte) 2)
        .put((byte) destinationLength)
        .put(new byte[3])
        .put((byte) protocol)
        .put(new byte[6]);
  }

  /** A rule with a priority, and with a protocol if it is not 0. */
  private static ByteBuffer rule(int type, int protocol) {
    var rule =
        message(type, 0).put(new byte[12]).putShort((short) 8).putShort((short) 6).putInt(1000);
    return protocol == 0
        ? rule
        : rule.putShort((short) 5).putShort((short) 21).put((byte) protocol).put(new byte[3]);
  }

  @Test
  void passesOnlyRemovalsOfOurRoutes() {
    assertThat(letsThrough(route(DELETED_ROUTE, 0, 24, OURS))).isTrue();
    assertThat(letsThrough(route(DELETED_ROUTE, 0, 24, BGP))).isFalse();
    assertThat(letsThrough(route(NEW_ROUTE, CREATES, 24, OURS))).isFalse();
    assertThat(letsThrough(route(NEW_ROUTE, CREATES, 0, OURS))).isFalse();
  }

  @Test
  void passesOnlyRemovalsOfOurRules() {
    assertThat(letsThrough(rule(DELETED_RULE, OURS))).isTrue();
    assertThat(letsThrough(rule(DELETED_RULE, BGP))).isFalse();
    assertThat(letsThrough(rule(DELETED_RULE, 0))).isFalse();
    assertThat(letsThrough(rule(NEW_RULE, OURS))).isFalse();
  }

  @Test
  void passesADefaultRouteThatReplacesAnother() {
    assertThat(letsThrough(route(NEW_ROUTE, REPLACES, 0, BGP))).isTrue();
    assertThat(letsThrough(route(NEW_ROUTE, REPLACES, 0, OURS))).isFalse();
    assertThat(letsThrough(route(NEW_ROUTE, REPLACES, 24, BGP))).isFalse();
    assertThat(letsThrough(route(NEW_ROUTE, CREATES, 0, BGP))).isFalse();
  }

  @Test
  void dropsTruncatedMessages() {
    assertThat(letsThrough(message(DELETED_ROUTE, 0))).isFalse();
    assertThat(letsThrough(message(DELETED_RULE, 0))).isFalse();
    assertThat(letsThrough(message(3, 0))).isFalse();
  }
}
