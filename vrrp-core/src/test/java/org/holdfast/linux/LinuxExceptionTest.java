package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LinuxExceptionTest {

  @Test
  void namesTheOperationTheObjectAndTheError() {
    var refused = new LinuxException("add 10.0.0.9/24 dev eth0", 1);
    assertThat(refused).hasMessage("add 10.0.0.9/24 dev eth0: EPERM (Operation not permitted)");
    assertThat(refused.is(Errno.EPERM)).isTrue();
    assertThat(refused.is(Errno.EEXIST)).isFalse();
  }

  @Test
  void includesTheKernelsExplanation() {
    assertThat(new LinuxException("add 10.0.0.9/33 dev eth0", 22, "ipv4: Invalid prefix length"))
        .hasMessage(
            "add 10.0.0.9/33 dev eth0: EINVAL (Invalid argument): ipv4: Invalid prefix length");
  }

  @Test
  void givesTheNumberOfAnErrorWithoutAName() {
    assertThat(new LinuxException("poll", 133)).hasMessage("poll: errno 133");
  }

  @Test
  void noTwoErrorsShareANumber() {
    assertThat(Arrays.stream(Errno.values()).map(Errno::number).collect(Collectors.toSet()))
        .hasSameSizeAs(Errno.values());
  }
}
