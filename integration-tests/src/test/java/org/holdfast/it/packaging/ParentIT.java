package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.holdfast.it.lab.HoldfastDirector;
import org.holdfast.it.lab.Needs;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests what the launcher does as a parent, whatever ends the agent. In place of Java there is a
 * script that ends as the test says.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ParentIT {

  /** Ends like an agent: each start takes the next line of {@code ends} and runs it. */
  private static final String JAVA =
      """
      #!/bin/sh
      directory=DIRECTORY
      case $* in
        *" org.holdfast.agent.Release "*)
          echo "RELEASED $*" | sed 's/ .*--control/ --control/'
          exit 0
          ;;
      esac
      echo "STARTED by ${HOLDFAST_PARENT:-none}"
      read -r end <"$directory/ends"
      sed -i 1d "$directory/ends"
      eval "$end"
      """;

  @TempDir private Path directory;

  /**
   * @param left the processes that are left when the parent has ended
   */
  private record Run(int status, List<String> lines, List<String> left) {

    long starts() {
      return lines.stream().filter("STARTED by launcher"::equals).count();
    }

    boolean hasReleased() {
      return lines.contains("RELEASED --control-socket /run/x.sock");
    }

    List<String> remarks() {
      return lines.stream()
          .filter(line -> line.contains("The agent (process "))
          .map(line -> line.replaceAll("^.*(INFO|WARN|ERROR) +The agent [(]process \\d+[)]", "it"))
          .toList();
    }
  }

  @BeforeEach
  void replaceJava() throws IOException {
    var bin = Files.createDirectories(directory.resolve("java/bin"));
    Files.writeString(directory.resolve("java/release"), "JAVA_VERSION=\"25.0.1\"\n");
    var java =
        Files.writeString(bin.resolve("java"), JAVA.replace("DIRECTORY", directory.toString()));
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run parentOf(String... ends) throws Exception {
    return run(List.of(), ends);
  }

  private Run run(List<String> wrapper, String... ends) throws Exception {
    Files.write(directory.resolve("ends"), List.of(ends));
    var command = new ArrayList<>(List.of("setsid"));
    command.addAll(wrapper);
    command.add(HoldfastDirector.launcher().toString());
    command.addAll(List.of("run", "--supervise", "--control-socket", "/run/x.sock"));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOLDFAST_JAVA_HOME", directory.resolve("java").toString());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Run(process.waitFor(), output.lines().toList(), membersOf(process.pid()));
  }

  private static List<String> membersOf(long session) throws IOException {
    var listing = new ProcessBuilder("pgrep", "-a", "-s", Long.toString(session)).start();
    try (var lines = listing.inputReader()) {
      return lines.lines().toList();
    }
  }

  @Test
  void eachDeathIsNamedAndFollowedByAStart() throws Exception {
    var run = parentOf("kill -KILL $$", "exit 3", "exit 8", "exit 1", "exit 0");

    assertThat(run.remarks())
        .containsExactly(
            "it was killed by SIGKILL, as kill -9 does: starting it again",
            "it has run out of memory for Java (HOLDFAST_HEAP sets the limit): starting it again",
            "it has ended itself because its election loop hung: starting it again",
            "it has crashed or failed, as its last lines say: starting it again");
    assertThat(run.starts()).isEqualTo(5);
    assertThat(run.status()).isZero();
    assertThat(run.hasReleased()).as("an orderly end leaves nothing").isFalse();
  }

  @Test
  void theFifthDeathInAMinuteIsTheLastAndIsFollowedByARelease() throws Exception {
    var run = parentOf("exit 1", "exit 1", "kill -ABRT $$", "kill -SEGV $$", "exit 12", "exit 0");

    assertThat(run.starts()).isEqualTo(5);
    assertThat(run.remarks())
        .contains("it has crashed: starting it again")
        .contains("it was ended by signal 11: starting it again")
        .last()
        .isEqualTo(
            "it has failed with status 12: it died 5 times in a minute and is not started again");
    assertThat(run.hasReleased()).isTrue();
    assertThat(run.status()).isEqualTo(12);
  }

  @Test
  void anAgentThatRefusesToStartIsNotStartedAgainAndWhatAnEarlierOneLeftIsReleased()
      throws Exception {
    for (int status : List.of(2, 4)) {
      var run = parentOf("kill -KILL $$", "exit " + status, "exit 0");

      assertThat(run.starts()).isEqualTo(2);
      assertThat(run.hasReleased()).isTrue();
      assertThat(run.status()).isEqualTo(status);
    }
    var beside = parentOf("exit 5", "exit 0");
    assertThat(beside.starts()).isEqualTo(1);
    assertThat(beside.hasReleased()).as("what is there is the other agent's").isFalse();
  }

  @Test
  void anAgentThatTookTooLongForAnOrderlyEndIsNotStartedAgain() throws Exception {
    var run = parentOf("exit 9", "exit 0");

    assertThat(run.starts()).isEqualTo(1);
    assertThat(run.remarks())
        .containsExactly(
            "it did not end in order in time after SIGTERM, which asks it to stop: it is not"
                + " started again");
    assertThat(run.hasReleased()).isTrue();
    assertThat(run.status()).isEqualTo(9);
  }

  /** The shell and the JVM end so before the agent listens for signals, when it holds nothing. */
  @Test
  void anAgentThatIsAskedToStopInItsFirstMomentsIsNotStartedAgain() throws Exception {
    for (var end : List.of("kill -TERM $$", "exit 143")) {
      var run = parentOf(end, "exit 0");

      assertThat(run.starts()).as(end).isEqualTo(1);
      assertThat(run.remarks())
          .singleElement()
          .asString()
          .endsWith("which asks it to stop: it is not started again");
      assertThat(run.hasReleased()).as("an earlier agent may have left something").isTrue();
      assertThat(run.status()).as("nothing is left").isZero();
    }
  }

  /**
   * Signals the parent each second, for a minute at most, until the parent has passed the signal
   * on: it cannot before it knows its child's number. Perl, because a shell cannot handle a signal
   * that was ignored when it started.
   */
  private static String whenSignalled(String name, String action) {
    return ("exec perl -e '$SIG{%1$s} = sub { %2$s }; $parent = getppid;"
            + " for (1 .. 60) { getppid == $parent or exit; kill %1$s => $parent; sleep 1 }'")
        .formatted(name, action);
  }

  @Test
  void aParentThatIsAskedToStopReleasesWhatAnAgentThatDoesNotEndInOrderLeaves() throws Exception {
    var inOrder = parentOf(whenSignalled("TERM", "exit 0"), "exit 0");
    assertThat(inOrder.starts()).isEqualTo(1);
    assertThat(inOrder.status()).isZero();
    assertThat(inOrder.hasReleased()).isFalse();
    assertThat(inOrder.left()).isEmpty();

    var killed = parentOf(whenSignalled("TERM", "kill KILL => $$"), "exit 0");
    assertThat(killed.starts()).isEqualTo(1);
    assertThat(killed.hasReleased()).isTrue();
    assertThat(killed.status()).isEqualTo(137);
    assertThat(killed.left()).isEmpty();
  }

  /** A shell that has only just been forked may lose the signal. */
  @Test
  void aSignalToStopAtTheMomentOfARestartIsNotLost() throws Exception {
    for (int millis = 0; millis < 20; millis++) {
      var dies =
          "parent=$PPID; (sleep 0.%03d; kill -TERM $parent) & kill -KILL $$".formatted(millis);

      var run = parentOf(dies, "exec perl -e 'sleep 20; print \"NOT STOPPED\"'", "exit 0");

      assertThat(run.lines()).as("%d ms", millis).doesNotContain("NOT STOPPED");
      assertThat(run.starts()).isLessThanOrEqualTo(2);
      assertThat(run.hasReleased()).isTrue();
    }
  }

  @Test
  void signalsThatAskForSomethingReachTheAgent() throws Exception {
    for (var name : List.of("HUP", "USR1", "USR2")) {
      var run = parentOf(whenSignalled(name, "print \"HEARD\\n\"; exit 0"));

      assertThat(run.lines()).as(name).contains("HEARD");
      assertThat(run.status()).isZero();
    }
  }

  @Test
  void asProcess1TheParentReapsOrphans() throws Exception {
    Needs.tools();
    var run =
        run(
            List.of("unshare", "-Ur", "--pid", "--fork", "--mount-proc"),
            // Each inner shell leaves two children, which process 1 adopts. Its own children are
            // this script, named java, and the shell that watches it, named holdfast.
            """
            for i in 1 2 3 4 5; do sh -c 'sleep 1000 & sleep 1000 &'; done;
            for status in $(grep -l '^PPid:.1$' /proc/[0-9]*/status); do
              process=${status%/status};
              read -r name <$process/comm;
              case $name in
                java | holdfast) ;;
                *) processes="${processes:-} $process" ;;
              esac;
            done;
            echo parent is $PPID, it has adopted $(echo $processes | wc -w);
            kill -KILL $(echo $processes | sed 's#/proc/##g');
            tries=100;
            while [ $tries -gt 0 ] && [ -n "$(ls -d $processes 2>/dev/null)" ]; do
              sleep 0.1; tries=$((tries - 1));
            done;
            echo $(ls -d $processes 2>/dev/null | wc -l) remain
            """
                .replace('\n', ' '));

    assertThat(run.lines()).contains("parent is 1, it has adopted 10", "0 remain");
    assertThat(run.status()).isZero();
  }
}
