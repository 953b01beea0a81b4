package org.holdfast.agent.config.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.agent.config.table.Report;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests that a candidate is refused before it takes more heap than a running agent can spare. */
@Timeout(60)
final class ConfigLimitsTest {

  private final FakeHost host = new FakeHost();

  @Test
  void everyUseOfAnAliasCountsTowardsTheLimitBeforeItIsExpanded() {
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
        .contains("more than 1000000 values, where each use of an alias counts again");
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
  void aLongMessageIsCut() {
    var report = new Report("file");
    report.error(1, 1, "x".repeat(2_000));
    assertThat(report.problems())
        .singleElement()
        .asString()
        .endsWith(" " + "x".repeat(400) + "... (2000 characters)");
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
  void aTextThatIsTooLongIsRefused() {
    assertThat(host.problems("router-id: " + "x".repeat(100_000) + "\n"))
        .singleElement()
        .asString()
        .endsWith("a text of 100000 characters (expected: 65536 at most)");
  }

  @Test
  void anEndlessWordIsRefusedBeforeYamlReadsIt() {
    var digits = "9".repeat(1 << 20);
    for (var text :
        List.of(
            "router-id: x\nvrrp: {instances: {V: {priority: " + digits + "}}}",
            "a: \"" + "x,".repeat(1 << 19) + "\"",
            "a: 1\n# " + "long words ".repeat(100_000),
            "a: '" + digits)) {
      assertThat(host.problems(text))
          .singleElement()
          .asString()
          .contains("more than 262144 characters without a blank");
    }
  }

  @Test
  void aLongLineOfShortWordsIsRead() {
    assertThat(host.problems("a: [" + "\"x\",".repeat(100_000) + "1]"))
        .noneMatch(line -> line.contains("without a blank"));
  }
}
