package org.holdfast.ipvs.netlink;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.holdfast.linux.netlink.Attributes;
import org.holdfast.net.Family;

class IpvsFuzzTest {

  private static final int LONGEST = 500;

  @FuzzTest
  void anyMessageIsDecodedOrNothing(byte[] payload) {
    if (payload.length > LONGEST) {
      return; // an overlong name does not fit into a message when it is written again
    }
    var message = Attributes.of(ByteBuffer.wrap(payload), 0);
    DaemonCodec.decode(message);
    TimeoutsCodec.decode(message);
    DestinationCodec.decode(message, Family.IPV4)
        .ifPresent(server ->
            same(
                server.destination(),
                DestinationCodec.decode(
                        Wire.reread(to -> DestinationCodec.write(to, server.destination())),
                        Family.IPV4)
                    .map(again -> again.destination())));
    ServiceCodec.decode(message)
        .ifPresent(service ->
            same(
                service.key(),
                ServiceCodec.decode(Wire.reread(to -> ServiceCodec.write(to, service.key())))
                    .map(again -> again.key())));
  }

  private static <T> void same(T written, Optional<T> read) {
    if (!read.equals(Optional.of(written))) {
      throw new AssertionError("wrote " + written + ", read " + read);
    }
  }
}
