package org.holdfast.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.holdfast.vrrp.NotifyCommands;
import org.junit.jupiter.api.Test;

class CheckedCommandsTest {

  @Test
  void keepsWhatMayRunByItsPathAndSaysWhyTheRestMayNot() {
    var configured =
        new NotifyCommands(
            List.of("/bin/sh", "-c", "true"), List.of("/no/such"), null, null, List.of("./any"));
    assertThat(CheckedCommands.check(configured))
        .isEqualTo(
            new CheckedCommands(
                new NotifyCommands(List.of("/bin/sh", "-c", "true"), null, null, null, null),
                List.of(
                    "notify backup: /no: no such file",
                    "notify any: ./any: expected an absolute path, or a name without a slash")));
  }

  @Test
  void findsNothingWrongWithNothing() {
    assertThat(CheckedCommands.check(NotifyCommands.NONE))
        .isEqualTo(new CheckedCommands(NotifyCommands.NONE, List.of()));
  }
}
