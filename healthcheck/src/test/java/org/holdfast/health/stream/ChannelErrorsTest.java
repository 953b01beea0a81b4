package org.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import io.netty.channel.unix.Errors;
import java.net.ConnectException;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.health.ProbeResult.NotRun;
import org.holdfast.linux.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SocketErrorsTest {

  private static Throwable connecting(int errno) {
    return new ConnectException(
        "connect(..) failed with error(-" + errno + "): words: /10.0.0.1:80");
  }

  @ParameterizedTest
  @CsvSource({
    "111, REFUSED, connection refused",
    "110, TIMED_OUT, connection timed out",
    "113, UNREACHABLE, no route to host",
    "101, UNREACHABLE, network is unreachable",
    "100, UNREACHABLE, network is down",
    "112, UNREACHABLE, host is down",
    "13, UNREACHABLE, prohibited on the way",
    "1, UNREACHABLE, prohibited on the way",
    "92, UNREACHABLE, the protocol is not spoken there",
    "104, RESET, connection reset",
    "32, RESET, connection reset",
  })
  void someErrorsAreOfTheServerOrOnTheWay(int errno, Failure why, String words) {
    assertThat(ChannelErrors.result(connecting(errno))).isEqualTo(new Failed(why, words));
    assertThat(ChannelErrors.result(Errors.newIOException("readAddress", -errno)))
        .isEqualTo(new Failed(why, words));
  }

  @ParameterizedTest
  @EnumSource(names = {"EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRINUSE", "ENODEV", "EINVAL"})
  void ourOwnLackIsNobodysFailure(Errno errno) {
    assertThat(ChannelErrors.result(connecting(errno.number())))
        .isEqualTo(new NotRun(errno.toString()));
    assertThat(
            ChannelErrors.notRun(
                "cannot open a socket",
                new ChannelException(Errors.newIOException("newSocketStream", -errno.number()))))
        .isEqualTo(new NotRun("cannot open a socket: " + errno));
  }

  @Test
  void aLackOfPortsIsNobodysFailure() {
    assertThat(ChannelErrors.result(connecting(Errno.EADDRNOTAVAIL.number())))
        .isEqualTo(new NotRun("no free source port or address"));
  }

  @Test
  void anErrorOfNobodyIsNobodysFailure() {
    assertThat(ChannelErrors.result(new IllegalStateException("bug")))
        .isEqualTo(new NotRun("unexpected error: java.lang.IllegalStateException: bug"));
  }
}
