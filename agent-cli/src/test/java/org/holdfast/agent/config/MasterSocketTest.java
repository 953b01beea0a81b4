package org.holdfast.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class MasterSocketTest {

  @ParameterizedTest
  @CsvSource({
    "/var/agentx/master, unix:/var/agentx/master",
    "unix:/run/x, unix:/run/x",
    "tcp:localhost:705, tcp:localhost:705",
    "tcp:705, tcp:localhost:705",
    "tcp:192.0.2.1, tcp:192.0.2.1:705",
    "tcp:1.2.3.4:7050, tcp:1.2.3.4:7050",
    "tcp6:[::1]:705, tcp:[::1]:705",
    "tcp:[::1], tcp:[::1]:705",
  })
  void netSnmpsWordsAreRead(String text, String socket) {
    assertThat(MasterSocket.parse(text)).map(MasterSocket::toString).hasValue(socket);
    assertThat(MasterSocket.parse(socket)).isEqualTo(MasterSocket.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "unix:",
        "unix:x",
        "tcp:",
        "tcp:a:0",
        "tcp:a:70000",
        "tcp:a b:1",
        "ssh:a",
        "udp:127.0.0.1:705",
        "udp6:[::1]:705"
      })
  void otherWordsAreRefused(String text) {
    assertThat(MasterSocket.parse(text)).isEmpty();
    assertThat(MasterSocket.isUdp(text)).isEqualTo(text.startsWith("udp"));
  }
}
