package org.holdfast.health.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.holdfast.health.CheckProgress;
import org.holdfast.health.CheckSpec;
import org.holdfast.health.CheckTiming;
import org.holdfast.health.Failure;
import org.holdfast.health.Probe;
import org.holdfast.health.ProbeResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckNewsTest {

  private static final ProbeResult PASSED = ProbeResult.Passed.saying("status 200");
  private static final ProbeResult FAILED = new ProbeResult.Failed(Failure.STATUS, "status 500");

  @ParameterizedTest
  @CsvSource({
    "2, -, failed: status 500",
    "0, +-, failed: status 500",
    "1, +--, failed after 1 retry: status 500",
    "2, +---, failed after 2 retries: status 500",
    "2, -+, succeeds: status 200",
  })
  void saysHowManyFailuresWereForgiven(int retries, String results, String news) {
    var second = Duration.ofSeconds(1);
    var timing = new CheckTiming(second, second, retries, second, 1, null, second, 0);
    var check = new CheckProgress(new CheckSpec(new Probe.Bfd("peer"), timing), 0, 0);
    var before = check.verdict();
    ProbeResult last = PASSED;
    for (int i = 0; i < results.length(); i++) {
      before = check.verdict();
      last = results.charAt(i) == '+' ? PASSED : FAILED;
      check.started(i);
      check.ended(last, i, 0);
    }
    assertThat(Check.news(before, check, last)).isEqualTo(news);
  }

  @Test
  void numbersTheFailuresThatAreForgiven() {
    var second = Duration.ofSeconds(1);
    var timing = new CheckTiming(second, second, 2, second, 1, null, second, 0);
    var check = new CheckProgress(new CheckSpec(new Probe.Bfd("peer"), timing, true), 0, 0);
    for (var result : List.of(PASSED, FAILED, FAILED)) {
      check.started(0);
      check.ended(result, 0, 0);
    }
    assertThat(Check.forgiven(check, FAILED)).isEqualTo("failed, retry 2 of 2 follows: status 500");
  }
}
