package org.holdfast.agent.process;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the shell that waits for the end of an agent in a terminal; it is a real one. */
@Timeout(30)
final class AfterKillTest {

  @TempDir private Path directory;

  private Process begun(AfterKill afterKill) {
    afterKill.begin();
    return requireNonNull(afterKill.shell());
  }

  private AfterKill inTerminal() throws IOException {
    var launcher = directory.resolve("a launcher");
    Files.writeString(
        launcher, "#!/bin/sh\necho \"$HOLDFAST_HEAP $*\" >'" + directory.resolve("called") + "'\n");
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
    return new AfterKill(launcher.toString(), Path.of("/run/x.sock"), false);
  }

  @Test
  void theEndOfTheProcessRunsARelease() throws Exception {
    var shell = begun(inTerminal());
    shell.getOutputStream().close(); // as the kernel does when it ends the process
    assertThat(shell.waitFor()).isZero();
    assertThat(directory.resolve("called")).hasContent("64m release --control-socket /run/x.sock");
  }

  @Test
  void anOrderlyEndRunsNone() throws Exception {
    var afterKill = inTerminal();
    var shell = begun(afterKill);
    afterKill.close();
    assertThat(shell.waitFor()).isZero();
    assertThat(directory.resolve("called")).doesNotExist();
  }

  @Test
  void theSignalsOfATerminalDoNotEndTheShell() throws Exception {
    var shell = begun(inTerminal());
    var pid = Long.toString(shell.pid());
    var awaitTrap = "until grep -q 'SigIgn:.*[1-9a-f]' /proc/$1/status; do :; done; ";
    var signals = "for name in HUP INT QUIT TERM; do kill -s $name $1; done";
    assertThat(new ProcessBuilder("sh", "-c", awaitTrap + signals, "sh", pid).start().waitFor())
        .isZero();
    shell.getOutputStream().close();
    assertThat(shell.waitFor()).isZero();
    assertThat(directory.resolve("called")).exists();
  }

  @Test
  void anAgentWithAParentOrWithoutATerminalHasNoShell() {
    var withParent = new AfterKill("/bin/false", Path.of("x"), true);
    withParent.begin();
    withParent.close();
    assertThat(withParent.shell()).isNull();
    var without = new AfterKill(null, Path.of("x"), false);
    without.begin();
    without.close();
    assertThat(without.shell()).isNull();
  }
}
