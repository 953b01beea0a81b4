package org.holdfast.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class UptimeTest {

  @Test
  void theFirstNumberIsTheUptime() {
    assertThat(Uptime.parse("12345.67 98765.43\n")).isEqualTo(Duration.ofMillis(12_345_670));
  }

  @Test
  void thisHostIsUp() {
    assertThat(Uptime.ofThisHost()).isPositive();
  }
}
