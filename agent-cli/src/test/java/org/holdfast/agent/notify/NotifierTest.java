package org.holdfast.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.holdfast.agent.notify.Transition.Kind;
import org.holdfast.agent.notify.Transition.State;
import org.holdfast.health.script.ScriptLoop;
import org.holdfast.vrrp.NotifyCommand;
import org.holdfast.vrrp.NotifyCommands;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests notifications with real programs, which record their arguments and the times of their start
 * and end.
 */
class NotifierTest {

  private static final Duration LONG = Duration.ofSeconds(20);

  private final ScriptLoop loop = new ScriptLoop(System::nanoTime);
  @TempDir private Path directory;
  private Path journal = Path.of("/");
  private Path gate = Path.of("/");
  private String record = "";
  private String slow = "";

  @BeforeEach
  void writePrograms() throws IOException {
    journal = Files.createFile(directory.resolve("journal"));
    gate = directory.resolve("gate");
    record = program("record", "echo \"$@\" >> " + journal);
    slow =
        program(
            "slow",
            "echo begin \"$@\" >> " + journal,
            "while [ ! -e " + gate + " ]; do sleep 0.01; done",
            "echo end \"$@\" >> " + journal);
  }

  @AfterEach
  void close() {
    loop.close();
  }

  @Test
  void givesKeepalivedsArgumentsAfterTheStatesOwnCommand() {
    var commands =
        new NotifyCommands(
            NotifyCommand.of(record, "own", "master"),
            NotifyCommand.of(record, "own", "backup"),
            NotifyCommand.of(record, "own", "fault"),
            NotifyCommand.of(record, "own", "stop"),
            NotifyCommand.of(record, "own", "deleted"),
            NotifyCommand.of(record, "own", "lower"),
            NotifyCommand.of(record, "any"));
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      for (var state : List.of(State.MASTER, State.BACKUP, State.FAULT, State.STOP)) {
        notifier.report(new Transition(Kind.INSTANCE, "VI 1", state, 150), commands);
        if (state == State.FAULT) {
          await("any INSTANCE VI 1 FAULT 150"); // STOP would replace waiting events
        }
      }
    }
    assertThat(journal)
        .hasContent(
            """
            own master
            any INSTANCE VI 1 MASTER 150
            own backup
            any INSTANCE VI 1 BACKUP 150
            own fault
            any INSTANCE VI 1 FAULT 150
            own stop
            any INSTANCE VI 1 STOP 150
            """);
  }

  @Test
  void passesOnlyMovesToTheCommandForAny() {
    var commands =
        new NotifyCommands(
            null,
            null,
            null,
            null,
            NotifyCommand.of(record, "deleted"),
            NotifyCommand.of(record, "lower"),
            NotifyCommand.of(record, "any"));
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      notifier.report(transition("A", State.MASTER_RX_LOWER_PRI), commands);
      notifier.report(transition("A", State.MASTER_PRIORITY), commands);
      notifier.report(transition("A", State.BACKUP_PRIORITY), commands);
      await("lower"); // DELETED would replace waiting events
      notifier.report(transition("A", State.DELETED), commands);
    }
    assertThat(journal)
        .hasContent(
            """
            lower
            deleted
            any INSTANCE A DELETED 100
            """);
  }

  @Test
  void limitsTheSimultaneousCommandsForServers() throws IOException {
    int servers = Notifier.MOST_AT_ONCE + 8;
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      for (int i = 0; i < servers; i++) {
        notifier.report("VS web 10.0.0." + i + ":80", "down", List.of(slow, "server"));
      }
      notifier.report(
          new Transition(Kind.INSTANCE, "VI_1", State.MASTER, 150),
          new NotifyCommands(
              NotifyCommand.of(record, "instance"), null, null, null, null, null, null));
      await("instance"); // it is in no queue
      assertThat(Files.readAllLines(journal).stream().filter("begin server"::equals))
          .hasSizeLessThanOrEqualTo(Notifier.MOST_AT_ONCE);
      Files.createFile(gate);
    }
    assertThat(Files.readAllLines(journal).stream().filter("end server"::equals)).hasSize(servers);
  }

  @Test
  void distinguishesGroupsFromInstancesOfTheSameName() throws IOException {
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      notifier.report(new Transition(Kind.INSTANCE, "A", State.MASTER, 100), any(slow));
      notifier.report(new Transition(Kind.GROUP, "A", State.MASTER, 0), any(record));
      await("GROUP A MASTER 0");
      Files.createFile(gate);
    }
    assertThat(journal).content().contains("end INSTANCE A MASTER 100");
  }

  @Test
  void keepsTheOrderOfOneInstanceHoweverSlowItIs() throws IOException {
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      notifier.report(transition("A", State.MASTER), any(slow));
      notifier.report(transition("A", State.BACKUP), any(record));
      notifier.report(transition("A", State.FAULT), any(record));
      await("begin INSTANCE A MASTER 100");
      Files.createFile(gate);
    }
    assertThat(journal)
        .hasContent(
            """
            begin INSTANCE A MASTER 100
            end INSTANCE A MASTER 100
            INSTANCE A BACKUP 100
            INSTANCE A FAULT 100
            """);
  }

  @Test
  void noInstanceWaitsForAnother() throws IOException {
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      notifier.report(transition("A", State.MASTER), any(slow));
      notifier.report(transition("B", State.MASTER), any(record));
      await("INSTANCE B MASTER 100");
      assertThat(journal).content().doesNotContain("end");
      Files.createFile(gate);
    }
  }

  @Test
  void dropsTheOldestWhenTooManyWait() throws IOException {
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      notifier.report(transition("A", State.MASTER), any(slow));
      for (int priority = 1; priority <= Notifier.QUEUE_LIMIT + 3; priority++) {
        notifier.report(new Transition(Kind.INSTANCE, "A", State.BACKUP, priority), any(record));
      }
      await("begin INSTANCE A MASTER 100");
      Files.createFile(gate);
    }
    var lines = Files.readAllLines(journal);
    assertThat(lines).hasSize(2 + Notifier.QUEUE_LIMIT);
    assertThat(lines.get(2)).isEqualTo("INSTANCE A BACKUP 4");
    assertThat(lines.getLast()).isEqualTo("INSTANCE A BACKUP " + (Notifier.QUEUE_LIMIT + 3));
  }

  @Test
  void stopOvertakesEverythingThatStillWaits() throws IOException {
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      notifier.report(transition("A", State.MASTER), any(slow));
      notifier.report(transition("A", State.BACKUP), any(record));
      notifier.report(transition("A", State.STOP), any(record));
      await("begin INSTANCE A MASTER 100");
      Files.createFile(gate);
    }
    assertThat(journal)
        .hasContent(
            """
            begin INSTANCE A MASTER 100
            end INSTANCE A MASTER 100
            INSTANCE A STOP 100
            """);
  }

  @Test
  void aFaultWaitsBrieflyAndOtherMovesWaitLongerForASlowCommand() throws IOException {
    var waits = new Notifier.Waits(LONG, Duration.ofMillis(50));
    try (var notifier = new Notifier(loop, LONG, LONG, waits)) {
      notifier.report(transition("A", State.MASTER), any(slow));
      await("begin INSTANCE A MASTER 100");
      notifier.report(transition("A", State.BACKUP), any(record));
      notifier.report(transition("A", State.FAULT), any(record));
      await("INSTANCE A FAULT 100");
      Files.createFile(gate);
    }
    assertThat(journal)
        .hasContent(
            """
            begin INSTANCE A MASTER 100
            INSTANCE A BACKUP 100
            INSTANCE A FAULT 100
            end INSTANCE A MASTER 100
            """);
  }

  @Test
  void stopRunsWhileAnEarlierCommandStillRuns() {
    var waits = new Notifier.Waits(LONG, Duration.ofMillis(50));
    var notifier = new Notifier(loop, Notifier.UNLIMITED, LONG, waits);
    notifier.report(transition("A", State.MASTER), any(slow));
    await("begin INSTANCE A MASTER 100");
    notifier.report(transition("A", State.STOP), any(record));

    await("INSTANCE A STOP 100");

    assertThat(journal).content().doesNotContain("end");
  }

  @Test
  void onlyAFewEndlessCommandsRunAtOnce() {
    var waits = new Notifier.Waits(Duration.ofMillis(20), Duration.ofMillis(20));
    var notifier = new Notifier(loop, Notifier.UNLIMITED, LONG, waits);
    for (int priority = 1; priority <= Notifier.MOST_BESIDE + 2; priority++) {
      notifier.report(new Transition(Kind.INSTANCE, "A", State.BACKUP, priority), any(slow));
      await("begin INSTANCE A BACKUP " + priority);
    }

    Awaitility.await()
        .until(() -> notifier.runningOf(Kind.INSTANCE, "A").join() <= Notifier.MOST_BESIDE);
  }

  @Test
  void idleQueuesAreRemoved() {
    try (var notifier = new Notifier(loop, LONG, LONG)) {
      for (int i = 0; i < 50; i++) {
        notifier.report("VS web 10.0.0." + i + ":80", "down", List.of("/bin/true"));
      }
      Awaitility.await().until(() -> notifier.queues().join() == 0);
    }
  }

  @Test
  void continuesAfterACommandThatFailsOrTakesTooLong() {
    var limit = Duration.ofMillis(100);
    try (var notifier = new Notifier(loop, limit, LONG)) {
      notifier.report(transition("A", State.MASTER), any(slow));
      notifier.report(transition("A", State.BACKUP), any("/no/such/program"));
      notifier.report(transition("A", State.FAULT), any(record));
    }
    assertThat(journal)
        .hasContent(
            """
            begin INSTANCE A MASTER 100
            INSTANCE A FAULT 100
            """);
  }

  @Test
  void waitsForStopForALimitedTime() {
    var notifier = new Notifier(loop, LONG, Duration.ofMillis(200));
    notifier.report(transition("A", State.STOP), any(slow));
    await("begin INSTANCE A STOP 100");
    long start = System.nanoTime();
    notifier.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(200), Duration.ofSeconds(5));
  }

  @Test
  void closesAtOnceWhenNothingIsPending() {
    var notifier = new Notifier(loop, LONG, LONG);
    notifier.report(transition("A", State.MASTER), NotifyCommands.NONE);
    long start = System.nanoTime();
    notifier.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    notifier.report(transition("A", State.STOP), any(record));
    loop.close();
    assertThat(journal).isEmptyFile();
  }

  private static Transition transition(String name, State state) {
    return new Transition(Kind.INSTANCE, name, state, 100);
  }

  private static NotifyCommands any(String program) {
    return new NotifyCommands(null, null, null, null, null, null, NotifyCommand.of(program));
  }

  private String program(String name, String... lines) throws IOException {
    var file = directory.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file.toString();
  }

  private void await(String line) {
    Awaitility.await(line).until(() -> Files.readAllLines(journal).contains(line));
  }
}
