package org.holdfast.linux.nftables;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.holdfast.linux.netlink.NetlinkMessage;

class NftFuzzTest {

  @FuzzTest
  void anyReplyIsReadOrNothing(byte[] payload) {
    NftReplies.table(message(NftCodec.NEW_TABLE, payload), NftCodec.MARK);
    MarkCodec.ourChain(message(NftCodec.NEW_CHAIN, payload), new MarkTableTerms("t", 0));
    for (var map : MarkMap.values()) {
      MarkCodec.elements(message(NftCodec.NEW_ELEMENTS, payload), map);
    }
    NftReplies.chainOfRule(message(NftCodec.NEW_RULE, payload), "holdfast");
    NftReplies.removal(message(NftCodec.DELETE_TABLE, payload));
    for (var set : NftSet.values()) {
      for (var one : NftReplies.elements(message(NftCodec.NEW_ELEMENTS, payload), set)) {
        var again = DroppedAddress.read(one.set(), one.key());
        if (again.isEmpty() && one.set() == set) {
          throw new AssertionError("read " + one + " from " + Arrays.toString(payload));
        }
      }
    }
  }

  private static NetlinkMessage message(int type, byte[] payload) {
    return new NetlinkMessage(type, 0, 1, ByteBuffer.wrap(payload).order(ByteOrder.nativeOrder()));
  }
}
