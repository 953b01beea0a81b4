package org.holdfast.health.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.holdfast.health.Failure.MALFORMED;
import static org.holdfast.health.Failure.REPORTED_DOWN;

import org.holdfast.health.Advice;
import org.holdfast.health.ProbeResult.Failed;
import org.holdfast.health.ProbeResult.Passed;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentWordsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"up", "ready", "UP", " up ready", "up,ready", "maxconn:30", "up maxconn:30"})
  void readsUpAndUnrelatedWordsAsAPassWithoutAdvice(String line) {
    assertThat(AgentWords.meaning(line))
        .isInstanceOfSatisfying(
            Passed.class, passed -> assertThat(passed.advice()).isEqualTo(Advice.NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"down", "failed", "stopped", "maint"})
  void readsDownAsAFailure(String word) {
    assertThat(AgentWords.meaning(word)).isEqualTo(new Failed(REPORTED_DOWN, "agent says " + word));
  }

  @Test
  void reportsTheReason() {
    assertThat(AgentWords.meaning("down # disk is full"))
        .isEqualTo(new Failed(REPORTED_DOWN, "agent says down: disk is full"));
    assertThat(AgentWords.meaning("drain #reboot"))
        .isEqualTo(new Passed("agent says drain: reboot", new Advice.Drain()));
  }

  @Test
  void readsAPercentageAsAWeight() {
    assertThat(AgentWords.meaning("75%"))
        .isEqualTo(new Passed("agent says 75%", new Advice.Percent(75)));
    assertThat(AgentWords.meaning("up 0%"))
        .isEqualTo(new Passed("agent says up 0%", new Advice.Percent(0)));
    assertThat(AgentWords.meaning("ready 250% maxconn:9"))
        .isEqualTo(new Passed("agent says ready 250% maxconn:9", new Advice.Percent(250)));
  }

  @Test
  void theWorstWordDecides() {
    assertThat(AgentWords.meaning("up 75% drain"))
        .isEqualTo(new Passed("agent says up 75% drain", new Advice.Drain()));
    assertThat(AgentWords.meaning("maint up 75%"))
        .isEqualTo(new Failed(REPORTED_DOWN, "agent says maint"));
  }

  @Test
  void ignoresUnknownWordsBesideKnownOnes() {
    assertThat(AgentWords.meaning("up brandnew 50%"))
        .isEqualTo(new Passed("agent says up 50%", new Advice.Percent(50)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "#up",
        "HTTP/1.1 400 Bad Request",
        "%",
        "-1%",
        "7a%",
        "100001%",
        "9999999%"
      })
  void refusesLinesWithoutAKnownWord(String line) {
    assertThat(AgentWords.meaning(line))
        .isEqualTo(new Failed(MALFORMED, "the reply has no known word: \"" + line + "\""));
  }

  @Test
  void controlCharactersAreRemovedForTheLog() {
    assertThat(AgentWords.meaning("down #\u001b[31mred\u0007").words())
        .isEqualTo("agent says down: ?[31mred?");
  }
}
