package org.holdfast.health.socket;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Set;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.health.ProbeResult.NotRun;
import org.holdfast.linux.Errno;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketErrorsTest {

  /** A local shortage or mistake; a server must never be taken out because of one of these. */
  private static final Set<Errno> OURS =
      EnumSet.of(
          Errno.EMFILE,
          Errno.ENFILE,
          Errno.ENOMEM,
          Errno.ENOBUFS,
          Errno.ENOSPC,
          Errno.EADDRINUSE,
          Errno.EADDRNOTAVAIL,
          Errno.ENODEV,
          Errno.ENXIO,
          Errno.EAGAIN,
          Errno.EINTR,
          Errno.EAFNOSUPPORT,
          Errno.EPFNOSUPPORT,
          Errno.EPROTONOSUPPORT,
          Errno.ESOCKTNOSUPPORT,
          Errno.ENOSYS,
          Errno.EBADF,
          Errno.ENOTSOCK,
          Errno.EFAULT,
          Errno.EISCONN,
          Errno.EALREADY,
          Errno.EINPROGRESS,
          Errno.EEXIST,
          Errno.ENOENT);

  @ParameterizedTest
  @EnumSource
  void everyErrorIsALocalProblemOrTheTargets(Errno errno) {
    var result = SocketErrors.of(-errno.number());
    assertThat(result).isInstanceOf(OURS.contains(errno) ? NotRun.class : Failed.class);
    assertThat(result.words()).isNotBlank();
  }

  @ParameterizedTest
  @CsvSource({
    "ECONNREFUSED, REFUSED, connection refused",
    "EHOSTUNREACH, UNREACHABLE, no route to host",
    "ENETUNREACH, UNREACHABLE, network is unreachable",
    "ENETDOWN, UNREACHABLE, network is down",
    "EHOSTDOWN, UNREACHABLE, host is down",
    "ENONET, UNREACHABLE, host is not on the network",
    "EACCES, UNREACHABLE, prohibited on the way",
    "EPERM, UNREACHABLE, prohibited on the way",
    "EINVAL, UNREACHABLE, discarded by our routing table (blackhole)",
    "EMSGSIZE, UNREACHABLE, too large for the way there",
    "EPROTO, UNREACHABLE, the protocol is not spoken there",
    "ENOPROTOOPT, UNREACHABLE, the protocol is not spoken there",
    "EOPNOTSUPP, UNREACHABLE, the protocol is not spoken there",
    "ETIMEDOUT, TIMED_OUT, connection timed out",
    "ECONNRESET, RESET, connection reset",
    "ECONNABORTED, RESET, connection reset",
    "EPIPE, RESET, connection reset",
    "ENOTCONN, RESET, connection reset",
  })
  void theTargetsErrorsAreNamed(Errno errno, Failure why, String words) {
    assertThat(SocketErrors.of(-errno.number())).isEqualTo(new Failed(why, words));
  }

  @ParameterizedTest
  @ValueSource(ints = {133, 4095, 60, 67})
  void anUnknownErrnoIsTheTargets(int number) {
    assertThat(SocketErrors.of(-number))
        .isEqualTo(
            new Failed(Failure.UNREACHABLE, "unusual error of the connection: errno " + number));
  }

  @Test
  void aLackOfPortsIsALocalProblem() {
    ProbeResult lack = SocketErrors.of(-Errno.EADDRNOTAVAIL.number());
    assertThat(lack).isEqualTo(new NotRun("no free source port or address"));
  }
}
