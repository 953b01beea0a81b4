package org.holdfast.health.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.holdfast.health.script.Scripts.assumeRealRoot;
import static org.holdfast.health.script.Scripts.await;
import static org.holdfast.health.script.Scripts.groupOf;
import static org.holdfast.health.script.Scripts.openFds;
import static org.holdfast.health.script.Scripts.run;
import static org.holdfast.health.script.Scripts.script;
import static org.holdfast.health.script.Scripts.sh;
import static org.holdfast.health.script.Scripts.zombies;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.holdfast.health.ScriptOutcome;
import org.holdfast.health.ScriptOutcome.Exited;
import org.holdfast.health.ScriptOutcome.Killed;
import org.holdfast.health.ScriptOutcome.TimedOut;
import org.holdfast.health.ScriptOutcome.Unstartable;
import org.holdfast.linux.RunAs;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uses real programs and the real clock: bounds on time are wide, and nothing sleeps. */
class ScriptLoopTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(150);

  private final ScriptLoop loop = new ScriptLoop(System::nanoTime);
  @TempDir private Path directory;

  @AfterEach
  void close() {
    loop.close();
    assertThat(zombies()).isEmpty();
  }

  @Test
  void reportsHowAProgramEnded() {
    assertThat(sh(loop, LONG, "exit 0").awaitOutcome()).isEqualTo(new Exited(0));
    assertThat(sh(loop, LONG, "exit 2").awaitOutcome()).isEqualTo(new Exited(2));
    assertThat(sh(loop, LONG, "exit 255").awaitOutcome()).isEqualTo(new Exited(255));
    assertThat(sh(loop, LONG, "kill -KILL $$").awaitOutcome()).isEqualTo(new Killed("SIGKILL"));
    assertThat(sh(loop, LONG, "kill -SEGV $$").awaitOutcome()).isEqualTo(new Killed("SIGSEGV"));
  }

  @Test
  void reportsAMissingOrForbiddenProgram() throws IOException {
    var missing = directory.resolve("missing");
    var plain = Files.writeString(directory.resolve("plain"), "#!/bin/sh\n");
    assertThat(run(loop, LONG, List.of(missing.toString())).awaitOutcome())
        .isEqualTo(new Unstartable("run " + missing + ": ENOENT (No such file or directory)"));
    assertThat(run(loop, LONG, List.of(plain.toString())).awaitOutcome())
        .isEqualTo(new Unstartable("run " + plain + ": EACCES (Permission denied)"));
  }

  @Test
  void passesArgumentsUnchanged() throws IOException {
    var echo = script(directory, "echo", "for a; do echo \"[$a]\"; done");
    var run = run(loop, LONG, List.of(echo.toString(), "a b", "", "$HOME", "*", "ü"));
    assertThat(await(run.output())).isEqualTo("[a b]\n[]\n[$HOME]\n[*]\n[ü]");
  }

  @Test
  void givesTheProgramItsOwnSessionAndOnlyThreeDescriptors() {
    var run =
        sh(
            loop,
            LONG,
            "cut -d' ' -f1,5,6 /proc/self/stat; ls /proc/self/fd; readlink /proc/$$/fd/0");
    var lines = await(run.output()).lines().toList();
    var ids = lines.getFirst().split(" ", -1);
    assertThat(ids[1]).isEqualTo(ids[2]).isNotEqualTo(Long.toString(ProcessHandle.current().pid()));
    assertThat(lines.subList(1, 5))
        .containsExactly("0", "1", "2", "3"); // ls itself uses 3 to read the directory
    assertThat(lines.getLast()).isEqualTo("/dev/null");
  }

  @Test
  void startsProgramsWithNoSignalBlockedOrIgnored() {
    var run = sh(loop, LONG, "grep -E 'SigBlk|SigIgn' /proc/self/status");
    assertThat(await(run.output()))
        .isEqualTo("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000");
  }

  @Test
  void keepsTheEndOfLongOutput() {
    var run = sh(loop, LONG, "seq 1 300000; echo last words >&2; exit 3");
    assertThat(run.awaitOutcome()).isEqualTo(new Exited(3));
    assertThat(await(run.output()))
        .endsWith("299999\n300000\nlast words")
        .hasSizeBetween(1900, 2048);
  }

  @Test
  void removesControlCharactersFromOutput() {
    var run = sh(loop, LONG, "printf 'a\\033[2Jb\\377c\\n'");
    assertThat(await(run.output())).isEqualTo("a?[2Jb\uFFFDc");
  }

  @Test
  void reportsATimeoutAtOnceAndKillsProgramsThatIgnoreSigterm() {
    long start = System.nanoTime();
    var run = sh(loop, SHORT, "trap '' TERM; echo deaf; sleep 100 & wait; wait; sleep 100");
    assertThat(run.awaitOutcome()).isEqualTo(new TimedOut(SHORT));
    long reportedAt = System.nanoTime();
    assertThat(await(run.output())).isEqualTo("deaf");
    assertThat(run.end()).isNotDone();
    run.awaitEnd();
    assertThat(Duration.ofNanos(reportedAt - start)).isBetween(SHORT, Duration.ofSeconds(1));
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(SHORT.plus(ScriptLoop.TERM_GRACE), Duration.ofSeconds(6));
  }

  @Test
  void endsGrandchildrenOfATimedOutProgram() throws IOException {
    var group = directory.resolve("group");
    var run = sh(loop, SHORT, "echo $$ > " + group + "; (trap '' TERM; sleep 100) & sleep 100");
    run.awaitEnd();
    long pgid = Long.parseLong(Files.readString(group).strip());
    Awaitility.await().until(() -> groupOf(pgid).isEmpty());
  }

  @Test
  void doesNotWaitForProcessesThatAScriptLeavesBehind() throws IOException {
    var pid = directory.resolve("pid");
    var done = directory.resolve("done");
    // writes after its script has ended: neither SIGPIPE nor a full pipe may stop it
    var run =
        sh(
            loop,
            LONG,
            "(while [ ! -e " + done + " ]; do echo still here; done; echo > " + pid + ") & exit 4");
    assertThat(run.awaitOutcome()).isEqualTo(new Exited(4));
    run.awaitEnd();
    Files.createFile(done);
    Awaitility.await().until(() -> Files.exists(pid));
  }

  @Test
  void stopsOnRequest() {
    var run = sh(loop, LONG, "sleep 100");
    var handle = await(run.run());
    loop.execute(handle::stop);
    assertThat(run.awaitOutcome()).isEqualTo(new Killed("SIGTERM"));
    run.awaitEnd();
  }

  @Test
  void runsAHundredAtOnce() {
    var runs =
        IntStream.range(0, 100)
            .mapToObj(i -> sh(loop, LONG, "read x < /proc/self/stat; exit " + i))
            .toList();
    for (int i = 0; i < 100; i++) {
      assertThat(runs.get(i).awaitOutcome()).isEqualTo(new Exited(i));
    }
  }

  @Test
  void leavesNoZombieAndNoDescriptorBehind() {
    sh(loop, LONG, "exit 0").awaitEnd();
    long before = openFds();
    for (int i = 0; i < 200; i++) {
      sh(loop, LONG, "echo hello").awaitEnd();
    }
    assertThat(openFds()).isLessThanOrEqualTo(before);
    assertThat(zombies()).isEmpty();
  }

  @Test
  void limitsTheDescriptorsKeptForProcessesLeftBehind() {
    long before = openFds();
    var runs = new ArrayList<Scripts.Pending>();
    for (int i = 0; i < 80; i++) {
      runs.add(sh(loop, LONG, "sleep 5 &"));
    }
    runs.forEach(Scripts.Pending::awaitEnd);
    assertThat(openFds()).isLessThanOrEqualTo(before + 64);
  }

  @Test
  void reportsALackOfDescriptorsAsALocalProblem() throws IOException {
    var scarce = directory.resolve("scarce");
    var enough = directory.resolve("enough");
    var started = directory.resolve("started");
    var limit = "prlimit --pid " + ProcessHandle.current().pid() + " --nofile=";
    var keeper =
        sh(
            loop,
            LONG,
            "while [ ! -e "
                + started
                + " ]; do sleep 0.01; done; old=$("
                + limit.replace("=", "")
                + " -o SOFT --noheadings); "
                + limit
                + "3:; mkdir "
                + scarce
                + "; while [ ! -e "
                + enough
                + " ]; do sleep 0.01; done; "
                + limit
                + "$(echo $old):");
    keeper.run().join(); // its own descriptors are opened before they are exhausted
    Files.createFile(started);
    // loads the classes that would need a descriptor
    run(loop, LONG, List.of("/no/such/program")).awaitEnd();
    assertThat(new ScriptOutcome.NotRun("x").succeeded()).isFalse();
    Awaitility.await().until(() -> Files.exists(scarce));
    var starved = run(loop, LONG, List.of("/bin/true"));
    starved.awaitEnd();
    Files.createDirectory(enough);
    assertThat(keeper.awaitOutcome()).isEqualTo(new Exited(0));
    assertThat(starved.awaitOutcome())
        .isEqualTo(new ScriptOutcome.NotRun("pipe: EMFILE (Too many open files)"));
    assertThat(run(loop, LONG, List.of("/bin/true")).awaitOutcome()).isEqualTo(new Exited(0));
  }

  @Test
  void runsAsAnotherUserWithoutCapabilities() throws IOException {
    assumeRealRoot();
    var nobody = RunAs.user("nobody").orElseThrow();
    var argv =
        nobody.command(
            List.of(
                "/bin/sh", "-c", "id -u; id -G; grep -E 'Cap(Inh|Prm|Eff|Amb)' /proc/$$/status"),
            false);
    var run = run(loop, LONG, argv);
    assertThat(await(run.output()))
        .isEqualTo(
            nobody.uid()
                + "\n"
                + nobody.gid()
                + "\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000"
                + "\nCapEff:\t0000000000000000\nCapAmb:\t0000000000000000");
  }

  @Test
  void findsOnlyUsersAndGroupsOfThisMachine() {
    assertThat(RunAs.user("root")).contains(new RunAs(0, 0));
    assertThat(RunAs.user("no-such-user-here")).isEmpty();
    assertThat(RunAs.group("root")).hasValue(0);
    assertThat(RunAs.group("no-such-group-here")).isEmpty();
  }

  @Test
  void survivesAListenerThatThrows() {
    loop.execute(() -> {
      throw new AssertionError("on purpose");
    });
    assertThat(sh(loop, LONG, "exit 0").awaitOutcome()).isEqualTo(new Exited(0));
  }

  @Test
  void runsTimersOnTimeUnlessCancelled() {
    var order = new CompletableFuture<String>();
    var seen = new StringBuilder();
    loop.execute(() -> {
      long now = loop.nanoTime();
      loop.at(now + 30_000_000, () -> order.complete(seen.append("c").toString()));
      loop.at(now + 10_000_000, () -> seen.append("b"));
      loop.at(now, () -> seen.append("a"));
      loop.at(now + 20_000_000, () -> seen.append("never")).cancel();
    });
    assertThat(await(order)).isEqualTo("abc");
  }

  @Test
  void refusesCallsFromOtherThreads() {
    assertThatThrownBy(() -> loop.at(0, () -> {})).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closesInBoundedTimeEvenWhenScriptsIgnoreSignals() {
    var deaf = sh(loop, LONG, "trap '' TERM; echo $$; while :; do sleep 1; done");
    var polite = sh(loop, LONG, "sleep 100");
    await(deaf.run());
    long start = System.nanoTime();
    loop.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    assertThat(polite.awaitOutcome()).isEqualTo(new Killed("SIGTERM"));
    assertThat(deaf.awaitOutcome()).isInstanceOf(ScriptOutcome.Killed.class);
    assertThatThrownBy(() -> loop.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    loop.close();
  }
}
