package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.holdfast.linux.Inotify.Event;
import org.junit.jupiter.api.Test;

class InotifyTest {

  private static ByteBuffer events() {
    return ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer put(ByteBuffer to, int watch, int mask, String name, int length) {
    to.putInt(watch).putInt(mask).putInt(0).putInt(length);
    int end = to.position() + Math.max(length, 0);
    to.put(name.getBytes(StandardCharsets.UTF_8));
    return to.position(end);
  }

  @Test
  void removesThePaddingOfNames() {
    var read = put(events(), 1, 0x8, "load", 16);
    put(read, 2, 0x200, "load", 4);
    assertThat(Inotify.parse(read.flip()))
        .containsExactly(new Event.Changed(1, "load"), new Event.Changed(2, "load"));
  }

  @Test
  void eventsOfADeletedDirectoryAndOfALossHaveNoNames() {
    var read = put(events(), 1, 0x400, "", 0);
    put(read, 1, 0x8000, "", 0);
    put(read, -1, 0x4000, "", 0);
    assertThat(Inotify.parse(read.flip()))
        .containsExactly(new Event.Gone(1), new Event.Gone(1), new Event.Lost());
  }

  @Test
  void aTruncatedEventCountsAsALoss() {
    var whole = put(events(), 1, 0x8, "load", 8).flip();
    for (int size = 1; size < whole.limit(); size++) {
      assertThat(Inotify.parse(whole.duplicate().limit(size)))
          .as("%d bytes", size)
          .containsExactly(new Event.Lost());
    }
    assertThat(Inotify.parse(put(events(), 1, 8, "", -5).flip())).containsExactly(new Event.Lost());
  }
}
