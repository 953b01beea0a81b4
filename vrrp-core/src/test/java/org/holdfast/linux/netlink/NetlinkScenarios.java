package org.holdfast.linux.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.holdfast.linux.Errno;
import org.holdfast.linux.LinuxException;
import org.holdfast.linux.Namespace;
import org.holdfast.time.NanoClock;

/** Tests the sockets with what can happen on netlink, by means of rtnetlink and generic netlink. */
final class NetlinkScenarios {

  private static final int ROUTE = 0;
  private static final int GENERIC = 16;
  private static final int NOOP = 1;
  private static final int NEW_LINK = 16;
  private static final int GET_LINK = 18;
  private static final int DEL_ADDRESS = 21;
  private static final int GET_FAMILY = 3;
  private static final Duration TIMEOUT = Duration.ofSeconds(2);

  private NetlinkScenarios() {}

  public static void main(String[] args) {
    var scenarios = new LinkedHashMap<String, Namespace.Scenario>();
    scenarios.put("a dump brings the whole table", NetlinkScenarios::dump);
    scenarios.put("a query brings one answer", NetlinkScenarios::query);
    scenarios.put("a refused query says why", NetlinkScenarios::refusedQuery);
    scenarios.put("a generic family is found by its name", NetlinkScenarios::genericFamily);
    scenarios.put("answers stand in the order of the requests", NetlinkScenarios::order);
    scenarios.put("replies that do not fit are reported as lost", NetlinkScenarios::overflow);
    scenarios.put("an answer that does not come ends the wait", NetlinkScenarios::timeout);
    scenarios.put("a request longer than the buffer is refused", NetlinkScenarios::tooLong);
    Namespace.runAll(scenarios);
  }

  private static void dump() {
    try (var socket = NetlinkSocket.open(ROUTE, TIMEOUT, NanoClock.system())) {
      assertThat(linkNames(socket)).contains("lo"); // and tunnels, with some kernels
    }
  }

  private static List<String> linkNames(NetlinkSocket socket) {
    return socket.dump(
        new Request("list links", GET_LINK, 0, w -> w.u32(0).u32(0).u32(0).u32(0)),
        m -> m.type() == NEW_LINK ? m.attributes(16).text(3) : Optional.empty());
  }

  private static void query() {
    try (var socket = NetlinkSocket.open(GENERIC, TIMEOUT, NanoClock.system())) {
      // The controller's own family always has number 16.
      assertThat(socket.query(family("nlctrl"), m -> Optional.of(m.attributes(4).u16(1, 0))))
          .containsExactly(16);
    }
  }

  private static void refusedQuery() {
    try (var socket = NetlinkSocket.open(GENERIC, TIMEOUT, NanoClock.system())) {
      assertThatThrownBy(() -> socket.query(family("no-such"), Optional::of))
          .isInstanceOf(LinuxException.class)
          .hasMessageStartingWith("find family no-such: ENOENT (No such file or directory)");
      assertThat(socket.query(family("nlctrl"), Optional::of)).hasSize(1);
    }
  }

  private static void genericFamily() {
    try (var socket = NetlinkSocket.open(GENERIC, TIMEOUT, NanoClock.system())) {
      assertThat(GenericFamily.find(socket, "nlctrl", 2)).hasValue(new GenericFamily(16, 2));
      assertThat(GenericFamily.find(socket, "no-such", 1)).isEmpty();
    }
  }

  private static Request family(String name) {
    return new Request(
        "find family " + name, GENERIC, 0, w -> w.u8(GET_FAMILY).u8(1).u16(0).text(2, name));
  }

  private static void order() {
    try (var socket = NetlinkSocket.open(ROUTE, TIMEOUT, NanoClock.system())) {
      var requests =
          IntStream.range(0, 200)
              .mapToObj(i -> i % 3 == 0 ? removal(i) : new Request("nothing", NOOP, 0, w -> {}))
              .toList();
      var acks = socket.requestAll(requests);
      assertThat(acks).hasSize(200);
      for (int i = 0; i < 200; i++) {
        assertThat(acks.get(i).isDone()).as("request %d", i).isEqualTo(i % 3 != 0);
      }
    }
  }

  private static void overflow() {
    try (var socket = NetlinkSocket.open(ROUTE, TIMEOUT, NanoClock.system(), 1)) {
      var requests = IntStream.range(0, 64).mapToObj(NetlinkScenarios::removal).toList();
      assertThatThrownBy(() -> socket.requestAll(requests))
          .isInstanceOfSatisfying(
              ReplyLostException.class, lost -> assertThat(lost.is(Errno.ENOBUFS)).isTrue());
      assertThat(linkNames(socket)).as("on the reopened socket").contains("lo");
    }
  }

  private static void timeout() {
    try (var socket = NetlinkSocket.open(ROUTE, Duration.ofMillis(1), NanoClock.system())) {
      // The kernel does not answer a no-op that does not ask for an acknowledgement.
      assertThatThrownBy(
              () -> socket.dump(new Request("list nothing", NOOP, 0, w -> {}), Optional::of))
          .isInstanceOf(ReplyLostException.class)
          .hasMessage(
              "list nothing: ETIMEDOUT (Connection timed out): the kernel's answer is lost");
      assertThat(linkNames(socket)).as("on the reopened socket").contains("lo");
    }
  }

  private static void tooLong() {
    try (var socket = NetlinkSocket.open(ROUTE, TIMEOUT, NanoClock.system())) {
      var tooLong = new Request("say much", NOOP, 0, w -> w.bytes(1, new byte[65_530]));
      assertThatThrownBy(() -> socket.request(tooLong))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("say much: too long");
    }
  }

  /** Removes 192.0.2.x from a link that does not exist. */
  private static Request removal(int i) {
    return new Request(
        "remove address " + i,
        DEL_ADDRESS,
        0,
        w ->
            w.u8(2).u8(32).u8(0).u8(0).u32(9999).bytes(2, new byte[] {(byte) 192, 0, 2, (byte) i}));
  }
}
