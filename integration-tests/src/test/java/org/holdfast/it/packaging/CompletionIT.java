package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Needs;
import org.holdfast.it.lab.Tools;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the completion scripts in their shells, with a command that knows a few names. */
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CompletionIT {
  /** Answers as the agent would; one name would run a command if a shell evaluated it. */
  private static final String STUB =
      """
      #!/bin/sh
      case "$*" in
        "show instance --names") echo VI_1; echo VI_2 ;;
        "show instance --names --control-socket /x") echo OTHER ;;
        "show service --names") echo mail; echo web; echo '$(touch ran)' ;;
        "show service web --servers") echo 10.9.0.11:80; echo 10.9.0.12:80 ;;
      esac
      """;

  @TempDir private Path directory;
  private Path share;

  @BeforeEach
  void makeTheCommand() throws IOException {
    Needs.tools(Tools.HOLDFAST, Tools.SHELLS);
    share = HoldfastDirector.launcher().toRealPath().resolve("../../share").normalize();
    Path stub = Files.writeString(directory.resolve("holdfast"), STUB);
    Files.setPosixFilePermissions(stub, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @ParameterizedTest
  @CsvSource({
    "st, status step-down",
    "show ev, events",
    "show instance --na, --names",
    "explain V, VI_1 VI_2",
    "step-down --for 3s V, VI_1 VI_2",
    "explain --control-socket /x O, OTHER",
    "drain web 10.9.0.11:, 80",
    "drain --reason now web 10.9.0.1, 10.9.0.11:80 10.9.0.12:80",
    "drain $, \\$\\(touch\\ ran\\)",
    "check -c /etc/hostn, /etc/hostname",
    "convert /etc/hostn, /etc/hostname",
    "step-down --for 3, ''",
  })
  void bashCompletes(String typed, String expected) throws Exception {
    String script =
        """
        . "$1"
        compopt() { :; }
        COMP_LINE="holdfast $2" COMP_POINT=$((9 + ${#2}))
        _holdfast
        echo "${COMPREPLY[*]}"
        """;
    String file = share.resolve("bash-completion/completions/holdfast").toString();
    assertThat(run("bash", "-c", script, "bash", file, typed).strip()).isEqualTo(expected);
    assertThat(directory.resolve("ran")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({
    "st, status step-down",
    "show ev, events",
    "show instance --na, --names",
    "explain V, VI_1 VI_2",
    "step-down --for 3s V, VI_1 VI_2",
    "explain --control-socket /x O, OTHER",
    "drain --reason now web 10.9.0.1, 10.9.0.11:80 10.9.0.12:80",
    "check -c /etc/hostn, /etc/hostname",
    "convert /etc/hostn, /etc/hostname",
  })
  void fishCompletes(String typed, String expected) throws Exception {
    String script = "source $argv[1]; complete -C \"holdfast $argv[2]\"";
    String file = share.resolve("fish/vendor_completions.d/holdfast.fish").toString();
    List<String> words =
        run("fish", "--no-config", "-c", script, file, typed)
            .lines()
            .map(line -> line.replaceFirst("\t.*", ""))
            .toList();
    assertThat(String.join(" ", words)).isEqualTo(expected);
  }

  /** Zsh completes in a terminal only, in which the test presses the tabulator key. */
  @ParameterizedTest
  @CsvSource({
    "stat, status",
    "show ev, events",
    "show instance --na, --names",
    "drain mai, mail",
    "explain --control-socket /x O, OTHER",
    "drain web 10.9.0.11:, 10.9.0.11:80",
  })
  void zshCompletes(String typed, String expected) throws Exception {
    Path folder = share.resolve("zsh/vendor-completions");
    String session =
        """
        fpath=(%s $fpath); autoload -Uz compinit; compinit -u -D; bindkey '^I' complete-word
        accept() { print -r -- "typed: $BUFFER"; exit }
        zle -N accept-line accept
        holdfast %s\t
        """
            .formatted(folder, typed);
    Process shell = start("timeout", "20", "script", "-qec", "zsh -f -i", "/dev/null");
    shell.getOutputStream().write(session.getBytes(StandardCharsets.UTF_8));
    shell.getOutputStream().flush();
    String output =
        new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(output)
        .contains("typed: holdfast ")
        .containsPattern("typed: holdfast .*" + expected);
  }

  @Test
  void zshFindsNothingWrongInItsScript() throws Exception {
    run("zsh", "-n", share.resolve("zsh/vendor-completions/_holdfast").toString());
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process = start(command);
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }

  private Process start(String... command) throws IOException {
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().merge("PATH", directory.toString(), (path, first) -> first + ":" + path);
    return builder.redirectErrorStream(true).start();
  }
}
