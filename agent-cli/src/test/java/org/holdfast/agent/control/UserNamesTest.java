package org.holdfast.agent.control;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UserNamesTest {

  @Test
  void namesTheCallerLikeTheSystem() {
    var passwd = "root:x:0:0::/root:/bin/sh\nops:x:1000:1000::/:/bin/sh\n";
    assertThat(UserNames.nameOf(new Caller(1, 1000, 0), passwd)).isEqualTo("ops");
    assertThat(UserNames.nameOf(new Caller(1, 1001, 0), passwd)).isEqualTo("uid 1001");
  }
}
