package org.holdfast.it.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LabShellTest {
  private final LabShell shell = new LabShell(List.of("sh"), Duration.ofMinutes(1));

  @AfterEach
  void close() {
    shell.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "one", "one\n", "one\ntwo\n", "\n\n", "it's $HOME `id` \\ \"x\"\n"})
  void theOutputIsWhatTheCommandPrinted(String printed) {
    assertThat(shell.run(List.of("printf", "%s", printed), ""))
        .isEqualTo(new LabCommand.Result(0, printed));
  }

  @ParameterizedTest
  @ValueSource(strings = {"one\n", "one\n\n $HOME 'two'\n"})
  void theCommandReadsItsInput(String input) {
    assertThat(shell.run(List.of("cat"), input).output()).isEqualTo(input);
  }

  @Test
  void aCommandWithoutInputDoesNotReadTheNextCommand() {
    assertThat(shell.run(List.of("cat"), "")).isEqualTo(new LabCommand.Result(0, ""));
    assertThat(shell.run(List.of("echo", "next"), "").output()).isEqualTo("next\n");
  }

  @Test
  void theStatusAndTheErrorsOfACommandThatFailsAreReturned() {
    var result = shell.run(List.of("sh", "-c", "echo why >&2; exit 7"), "");

    assertThat(result).isEqualTo(new LabCommand.Result(7, "why\n"));
  }

  @Test
  void aCommandThatExceedsTheLimitIsKilledAndTheNextOneRuns() {
    try (var impatient = new LabShell(List.of("sh"), Duration.ofSeconds(1))) {
      var result = impatient.run(List.of("sh", "-c", "echo begun; sleep 1000"), "");

      assertThat(result).isEqualTo(new LabCommand.Result(137, "begun"));
      assertThat(impatient.run(List.of("echo", "next"), "").status()).isZero();
    }
  }

  @Test
  void aShellThatWasClosedStartsAgain() {
    assertThat(shell.run(List.of("export", "A=1"), "").status()).isZero();
    shell.close();

    assertThat(shell.run(List.of("sh", "-c", "echo $A"), "").output()).isEqualTo("\n");
  }
}
