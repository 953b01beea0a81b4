package org.holdfast.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A candidate is refused before it takes more of the heap than a running agent has to spare. */
@Timeout(60)
final class ConfigLimitsTest {

  private final FakeHost host = new FakeHost();

  @Test
  void whatAnAliasNamesCountsAsOftenAsItIsNamedBeforeAnyOfItIsMade() {
    var text =
        new StringBuilder("virtual-servers:\n  a: {address: \"10.9.0.1:80\", real-servers: &r [");
    for (int i = 0; i < 20_000; i++) {
      text.append("10.9.").append(i / 250).append('.').append(1 + i % 250).append(":80, ");
    }
    text.append("]}\n");
    for (int i = 0; i < 200; i++) {
      text.append("  b").append(i).append(": {address: \"10.8.0.").append(i);
      text.append(":80\", real-servers: *r}\n");
    }

    assertThat(host.problems(text.toString()))
        .singleElement()
        .asString()
        .contains("more than 500000 values, counting what an alias names each time it is named");
  }

  @Test
  void theFirstHundredErrorsAreKeptAndTheOthersCounted() {
    var text = new StringBuilder("vrrp:\n  scripts:\n");
    for (int i = 0; i < 300; i++) {
      text.append("    s").append(i).append(": {unknown: 1}\n");
    }

    assertThat(host.problems(text.toString()))
        .hasSize(101)
        .last()
        .asString()
        .containsPattern("error: [0-9]+ more errors and warnings$");
  }

  @Test
  void aFileOfErrorsIsNotReadToItsEnd() {
    var text = new StringBuilder("vrrp:\n  scripts:\n");
    for (int i = 0; i < 100_000; i++) {
      text.append("    s").append(i).append(": {unknown: 1}\n");
    }

    assertThat(host.problems(text.toString()))
        .hasSize(101)
        .last()
        .asString()
        .endsWith("more errors and warnings; the rest was not read");
  }

  @Test
  void aLongTextIsNotRepeatedInItsError() {
    assertThat(host.problems("router-id: " + "x".repeat(1 << 20) + "\n"))
        .allSatisfy(line -> assertThat(line.length()).isLessThan(600));
    assertThat(host.problems("vrrp: {instances: {V: {priority: " + "9".repeat(1 << 20) + "}}}"))
        .singleElement()
        .asString()
        .endsWith("a text of 1048576 characters (expected: 65536 at most)");
  }
}
