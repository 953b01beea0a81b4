package org.holdfast.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProcessEventTest {

  private static Optional<ProcessEvent> parse(int what, int... data) {
    var bytes = ByteBuffer.allocate(20 + 40).order(ByteOrder.nativeOrder());
    bytes.position(20).putInt(what).putInt(0).putLong(0);
    for (int each : data) {
      bytes.putInt(each);
    }
    return ProcessEvent.parse(bytes.clear());
  }

  @Test
  void reportsForksOfProcesses() {
    assertThat(parse(1, 11, 10, 20, 20)).contains(new ProcessEvent.Forked(10, 20));
  }

  @Test
  void ignoresThreads() {
    assertThat(parse(1, 10, 10, 11, 10)).isEmpty();
    assertThat(parse(0x8000_0000, 11, 10, 0, 0)).isEmpty();
  }

  @Test
  void reportsExecsNewNamesAndExits() {
    assertThat(parse(2, 11, 10)).contains(new ProcessEvent.Changed(10));
    assertThat(parse(0x200, 10, 10)).contains(new ProcessEvent.Changed(10));
    assertThat(parse(0x8000_0000, 10, 10, 9, 17)).contains(new ProcessEvent.Ended(10));
  }

  @Test
  void reportsWhetherTheSubscriptionSucceeded() {
    assertThat(parse(0, 0)).contains(new ProcessEvent.Answered(0));
    assertThat(parse(0, 1)).contains(new ProcessEvent.Answered(1));
  }

  @Test
  void ignoresOtherKindsAndTruncatedMessages() {
    assertThat(parse(4, 10, 10)).isEmpty();
    for (int size = 0; size < 52; size++) {
      assertThat(ProcessEvent.parse(ByteBuffer.allocate(size))).isEmpty();
    }
  }
}
