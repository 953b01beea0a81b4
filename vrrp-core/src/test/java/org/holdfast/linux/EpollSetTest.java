package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.holdfast.net.Family;
import org.holdfast.net.IpAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Uses UDP sockets that are refused on loopback, and therefore have an error to report at once. */
class EpollSetTest {

  private static final IpAddress LOOPBACK = IpAddress.of("127.0.0.1");

  private final SocketCalls calls = new SocketCalls();
  private final EpollSet set = new EpollSet();
  private final List<Integer> open = new ArrayList<>();
  private final List<String> reported = new ArrayList<>();

  @AfterEach
  void end() {
    open.forEach(calls::close);
    set.close();
  }

  @Test
  void reportsEachDescriptorOnceWithOneShot() {
    for (int i = 0; i < 300; i++) {
      set.add(refused(), EpollSet.IN | EpollSet.ONCE, _ -> reported.add("one"));
    }
    set.dispatch();
    set.dispatch();
    set.dispatch();
    assertThat(reported).hasSize(300);
  }

  @Test
  void anEventFetchedBeforeItsSlotWasReusedIsIgnored() {
    var slots = new int[2];
    for (int i = 0; i < 2; i++) {
      int other = 1 - i;
      slots[i] =
          set.add(
              refused(),
              EpollSet.IN | EpollSet.ONCE,
              _ -> {
                reported.add("first of two");
                set.forget(slots[other]);
                set.add(idle(), EpollSet.IN, _ -> reported.add("idle"));
              });
    }
    set.dispatch();
    assertThat(reported).containsExactly("first of two");
  }

  @Test
  void aFailingHandlerDoesNotPreventTheOthers() {
    set.add(
        refused(),
        EpollSet.IN | EpollSet.ONCE,
        _ -> {
          throw new IllegalStateException("meant to fail");
        });
    set.add(refused(), EpollSet.IN | EpollSet.ONCE, _ -> reported.add("other"));
    set.dispatch();
    assertThat(reported).containsExactly("other");
  }

  @Test
  void aBadDescriptorIsAnError() {
    assertThat(set.add(-1, EpollSet.IN, _ -> {})).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void readingAnErrorClearsIt() {
    int fd = refused();
    assertThat(calls.takeError(fd)).isEqualTo(-Errno.ECONNREFUSED.number());
    assertThat(calls.takeError(fd)).isZero();
  }

  private int refused() {
    int fd = idle();
    // No program listens on port 1; loopback answers before sendto returns.
    assertThat(calls.connect(fd, LOOPBACK, 1, 0)).isZero();
    var nothing = NativeBuffer.allocate(1);
    assertThat(calls.send(fd, nothing)).isEqualTo(1);
    return fd;
  }

  private int idle() {
    int fd = calls.open(Family.IPV4, SocketCalls.Kind.UDP);
    assertThat(fd).isNotNegative();
    open.add(fd);
    return fd;
  }
}
