package org.holdfast.agent.config.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.health.HttpRequest;
import org.holdfast.health.Probe;
import org.holdfast.health.Target;
import org.holdfast.health.TlsSettings;
import org.holdfast.net.IpAddress;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CheckKindTest {

  private static final Target TARGET = Target.of(IpAddress.of("10.0.0.1"), 80);

  private static Probe probe(CheckKind kind) {
    return switch (kind) {
      case TCP -> new Probe.Tcp(TARGET);
      case HTTP -> http(null);
      case HTTPS -> http(new TlsSettings(true, null, null, null, null, false));
      case SMTP -> new Probe.Smtp(TARGET, "lvs1", null);
      case DNS -> new Probe.Dns(TARGET, ".", "SOA", "NOERROR", null);
      case UDP -> new Probe.Udp(TARGET, "", null, 0, 255);
      case PING -> new Probe.Ping(TARGET);
      case AGENT -> new Probe.Agent(TARGET, "");
      case SCRIPT -> new Probe.Script(List.of("/bin/true"), null, null, false);
      case FILE -> new Probe.FileValue("load", 0, false);
      case BFD -> new Probe.Bfd("s");
    };
  }

  private static Probe http(@Nullable TlsSettings tls) {
    var request = new HttpRequest("GET", "/", List.of(), null, List.of(), null, null);
    return new Probe.Http(TARGET, tls, Probe.HttpVersion.HTTP_1_1, List.of(request), null);
  }

  @ParameterizedTest
  @EnumSource
  void aProbesKindIsNamedLikeItsKey(CheckKind kind) {
    var probe = probe(kind);
    assertThat(CheckKind.of(probe)).isEqualTo(kind);
    assertThat(kind.key().name()).isEqualTo(probe.kind());
  }
}
