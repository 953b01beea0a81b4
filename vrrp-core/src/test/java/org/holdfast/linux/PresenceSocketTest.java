package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PresenceSocketTest {

  private static final String KIND = "holdfast-presence-test-" + ProcessHandle.current().pid();

  @Test
  void detectsAnotherAgent() {
    try (var one = PresenceSocket.open(KIND)) {
      assertThat(one.isAlone()).isTrue();
      try (var other = PresenceSocket.open(KIND)) {
        assertThat(one.isAlone()).isFalse();
        assertThat(other.isAlone()).isFalse();
      }
      assertThat(one.isAlone()).isTrue();
    }
  }
}
