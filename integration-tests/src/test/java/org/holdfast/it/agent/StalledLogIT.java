package org.holdfast.it.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.holdfast.it.lab.ControlClient;
import org.holdfast.it.lab.Daemon;
import org.holdfast.it.lab.Node;
import org.holdfast.it.vrrp.AgentPair;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests an agent whose log's reader stops reading: a pipe that fills up, blocking or not, and a
 * journal that is stopped.
 */
final class StalledLogIT {

  /** More than a pipe or the queue of a socket, and the agent's queue of 4,096 lines, can hold. */
  private static final int LINES = 6000;

  /** The queue and what each request allocates; a queue without a limit would not show in it. */
  private static final long MOST_GROWTH_KIB = 64 * 1024;

  private static final Pattern NUMBERED = Pattern.compile("default&line=(\\d+)");
  private static final Pattern DROPPED = Pattern.compile("(\\d+) log lines were dropped");

  private static final String JOURNAL =
      """
      import os, socket
      os.makedirs("/run/systemd/journal", exist_ok=True)
      journal = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      journal.bind("/run/systemd/journal/socket")
      print("listening", flush=True)
      while True:
          for field in journal.recv(65536).split(b"\\n"):
              if field.startswith(b"MESSAGE="):
                  print(field.decode(), flush=True)
      """;

  private AgentPair pair;
  private Path directory;

  @BeforeEach
  void open() {
    pair = AgentPair.open();
    directory = pair.lab().a().lab().directory();
    pair.b().start(configuration(100));
  }

  @AfterEach
  void close() {
    if (pair != null) {
      pair.close();
    }
  }

  /** Adverts once a second, so that a busy machine does not make the backup take over. */
  private static String configuration(int priority) {
    return AgentPair.configuration(priority, "").replace("100ms", "1s");
  }

  private Node node() {
    return pair.a().node();
  }

  /** Has the agent log one line with this number. */
  private void log(int number) throws IOException {
    var socket = directory.resolve(node().name()).resolve("control.sock");
    assertThat(new ControlClient(socket).ask("POST", "/v1/log/vrrp?level=default&line=" + number))
        .contains("\"levels\"");
  }

  /**
   * Has the agent log more lines than wait for a reader, and asserts that all else goes on
   * meanwhile.
   */
  private void flood() throws IOException {
    pair.awaitMaster(pair.a(), "VI_1");
    long sent = pair.a().packets().sent();
    long moved = pair.b().transitions("VI_1");
    log(0);
    long before = pair.a().residentKib();

    for (int number = 1; number <= LINES; number++) {
      log(number);
    }

    assertThat(pair.a().residentKib() - before).as("KiB").isLessThan(MOST_GROWTH_KIB);
    pair.await("a advertises", () -> pair.a().packets().sent() > sent + 3);
    assertThat(pair.a().state("VI_1")).isEqualTo("MASTER");
    assertThat(pair.b().state("VI_1")).isEqualTo("BACKUP");
    assertThat(pair.b().transitions("VI_1")).isEqualTo(moved);
  }

  /** Asserts that each line was read once and in order, or is counted as lost. */
  private static void assertNothingIsMissing(List<String> read) {
    var numbers =
        read.stream()
            .map(NUMBERED::matcher)
            .filter(line -> line.find())
            .map(line -> Integer.valueOf(line.group(1)))
            .toList();
    long lost =
        read.stream()
            .map(DROPPED::matcher)
            .filter(line -> line.find())
            .mapToLong(line -> Long.parseLong(line.group(1)))
            .sum();
    assertThat(numbers).isSorted().doesNotHaveDuplicates().contains(0, LINES + 1);
    assertThat(lost).isPositive();
    assertThat(numbers.size() + lost).as("read and lost").isEqualTo(LINES + 2);
  }

  private static boolean has(List<String> lines, int number) {
    synchronized (lines) {
      return lines.stream().anyMatch(line -> line.endsWith("default&line=" + number));
    }
  }

  /** Starts the agent with its standard error in a pipe that nothing reads yet. */
  private BufferedReader startWithPipe(String mode) throws IOException {
    var pipe = directory.resolve("log");
    node().run("mkfifo", pipe.toString());
    var program =
        "import os, sys; os.dup2(os.open(sys.argv[1], os.O_WRONLY), 2); os.set_blocking(2,"
            + " sys.argv[2] == 'blocking'); os.execvp(sys.argv[3], sys.argv[3:])";
    pair.a().start(configuration(150), "python3", "-c", program, pipe.toString(), mode);
    return Files.newBufferedReader(pipe, StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"blocking", "non-blocking"})
  void aPipeThatIsNotReadLosesCountedLinesAndNothingElse(String mode) throws Exception {
    try (var pipe = startWithPipe(mode)) {
      flood();
      var read = Collections.synchronizedList(new ArrayList<String>());
      var reader = Thread.ofVirtual().start(() -> pipe.lines().forEach(read::add));
      pair.await("the waiting lines are read", () -> has(read, 4096));
      log(LINES + 1);
      pair.await("the last line is read", () -> has(read, LINES + 1));

      assertNothingIsMissing(List.copyOf(read));
      pair.a().stop();
      reader.join();
    }
  }

  @Test
  void aPipeThatIsNeverReadDoesNotDelayTheEnd() throws IOException {
    try (var _ = startWithPipe("blocking")) {
      flood();

      pair.a().stop();

      pair.await("b takes over", () -> pair.b().state("VI_1").equals("MASTER"));
    }
  }

  @Test
  void aJournalThatIsStoppedLosesCountedLinesAndNothingElse() throws IOException {
    Daemon journal = node().start("python3", "-c", JOURNAL);
    pair.await("the journal listens", () -> journal.log().contains("listening"));
    var err = Files.createFile(directory.resolve("err"));
    pair.a()
        .start(
            configuration(150),
            "sh",
            "-c",
            "export JOURNAL_STREAM=$(stat -c %d:%i \"$0\"); exec \"$@\" 2>>\"$0\"",
            err.toString());
    pair.await("the journal is read", () -> journal.log().contains("Starting Holdfast"));
    node().run("kill", "-STOP", Long.toString(journal.pid()));

    flood();

    node().run("kill", "-CONT", Long.toString(journal.pid()));
    pair.await("the waiting lines are read", () -> has(texts(journal), 4096));
    log(LINES + 1);
    pair.await("the last line is read", () -> has(texts(journal), LINES + 1));
    assertNothingIsMissing(texts(journal));
    assertThat(err).isEmptyFile();
  }

  private static List<String> texts(Daemon journal) {
    return journal.lines().stream().map(Daemon.Line::text).toList();
  }
}
