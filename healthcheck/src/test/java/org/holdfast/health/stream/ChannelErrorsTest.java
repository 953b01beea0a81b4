package org.holdfast.health.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.netty.channel.ChannelException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Errors;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.EOFException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.AlreadyConnectedException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ConnectionPendingException;
import java.nio.channels.UnresolvedAddressException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertificateException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.holdfast.health.Failure;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.health.ProbeResult.NotRun;
import org.holdfast.linux.Errno;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ChannelErrorsTest {

  /** The exceptions that Netty throws for the kernel's errors need its native library. */
  @BeforeAll
  static void load() {
    Epoll.ensureAvailability();
  }

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
  void someErrorsAreFailuresOfTheServerOrThePath(int errno, Failure why, String words) {
    assertThat(ChannelErrors.result(connecting(errno))).isEqualTo(new Failed(why, words));
    assertThat(ChannelErrors.result(Errors.newIOException("readAddress", -errno)))
        .isEqualTo(new Failed(why, words));
  }

  @ParameterizedTest
  @EnumSource(names = {"EMFILE", "ENFILE", "ENOBUFS", "ENOMEM", "EADDRINUSE", "ENODEV"})
  void aLocalShortageIsALocalProblem(Errno errno) {
    assertThat(ChannelErrors.result(connecting(errno.number())))
        .isEqualTo(new NotRun(errno.toString()));
    assertThat(
            ChannelErrors.notRun(
                "cannot open a socket",
                new ChannelException(Errors.newIOException("newSocketStream", -errno.number()))))
        .isEqualTo(new NotRun("cannot open a socket: " + errno));
  }

  @Test
  void aLackOfPortsIsALocalProblem() {
    assertThat(ChannelErrors.result(connecting(Errno.EADDRNOTAVAIL.number())))
        .isEqualTo(new NotRun("no free source port or address"));
  }

  static Stream<Arguments> exceptionsOfTheTarget() {
    return Stream.of(
        arguments(new NoRouteToHostException(), Failure.UNREACHABLE, "no route to host"),
        arguments(new PortUnreachableException(), Failure.REFUSED, "connection refused"),
        arguments(new ConnectTimeoutException(), Failure.TIMED_OUT, "connection timed out"),
        arguments(new SocketTimeoutException(), Failure.TIMED_OUT, "connection timed out"),
        arguments(new TimeoutException(), Failure.TIMED_OUT, "connection timed out"),
        arguments(new ConnectException("odd"), Failure.UNREACHABLE, "cannot connect: odd"),
        arguments(new UnknownHostException("x"), Failure.UNREACHABLE, "has no address: x"),
        arguments(
            new UnresolvedAddressException(),
            Failure.UNREACHABLE,
            "has no address: java.nio.channels.UnresolvedAddressException"),
        arguments(new ClosedChannelException(), Failure.CLOSED_EARLY, "closed the connection"),
        arguments(new EOFException(), Failure.CLOSED_EARLY, "closed the connection"),
        arguments(new SSLException("odd"), Failure.TLS, "TLS failed: odd"),
        arguments(
            new SSLHandshakeException("Received fatal alert: handshake_failure"),
            Failure.TLS,
            "refused by the server: TLS alert handshake failure"),
        arguments(new CertificateException("expired"), Failure.CERTIFICATE, "expired"),
        arguments(new TooLongFrameException("9 bytes"), Failure.TOO_LONG, "says too much: 9 bytes"),
        arguments(new DecoderException("odd"), Failure.MALFORMED, "is not understood: odd"),
        arguments(new DecoderException(new SSLException("odd")), Failure.TLS, "TLS failed: odd"),
        arguments(
            new DecoderException(Errors.newIOException("read", -104)),
            Failure.RESET,
            "connection reset"),
        arguments(
            new IOException("odd"), Failure.UNREACHABLE, "unusual error of the connection: odd"),
        arguments(new IndexOutOfBoundsException("9"), Failure.MALFORMED, "is not understood: 9"),
        arguments(new SSLException("error(-24)"), Failure.TLS, "TLS failed: error(-24)"));
  }

  @ParameterizedTest
  @MethodSource("exceptionsOfTheTarget")
  void anExceptionWithoutAnErrnoIsClassifiedByItsClass(Throwable error, Failure why, String words) {
    assertThat(ChannelErrors.result(error)).isEqualTo(new Failed(why, words));
  }

  static Stream<Throwable> exceptionsOfOurs() {
    return Stream.of(
        new BindException("in use"),
        new IllegalStateException("bug"),
        new AlreadyConnectedException(),
        new ConnectionPendingException(),
        new RejectedExecutionException("closing"),
        new OutOfMemoryError("Java heap space"),
        new SSLException(new RejectedExecutionException("closing")),
        new SSLException(new InvalidAlgorithmParameterException("no trust anchors")),
        new DecoderException(new OutOfMemoryError("Java heap space")));
  }

  @ParameterizedTest
  @MethodSource("exceptionsOfOurs")
  void aLocalShortageOrMistakeIsNotAFailure(Throwable error) {
    assertThat(ChannelErrors.result(error)).isInstanceOf(NotRun.class);
  }
}
