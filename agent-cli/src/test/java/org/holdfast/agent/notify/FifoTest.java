package org.holdfast.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.holdfast.linux.NamedPipe;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests FIFOs with real pipes, and with readers that are late, slow, dead or missing. */
class FifoTest {

  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);

  @TempDir private Path directory;
  private Path path = Path.of("/");

  @BeforeEach
  void name() {
    path = directory.resolve("fifo");
  }

  @Test
  void isCreatedForItsOwnerOnlyAndRemovedAtTheEnd() throws IOException {
    var fifo = open(LONG);
    Awaitility.await().until(() -> Files.exists(path));
    assertThat(Files.getPosixFilePermissions(path)).hasSize(2);
    fifo.close();
    assertThat(path).doesNotExist();
  }

  @Test
  void anExistingFifoIsNotRemoved() {
    assertThat(NamedPipe.make(path)).isTrue();
    assertThat(NamedPipe.make(path)).isFalse();
    open(LONG).close();
    assertThat(path).exists();
  }

  @Test
  void aReaderThatComesLateGetsWholeLinesInOrder() throws IOException {
    try (var fifo = open(LONG)) {
      fifo.report("INSTANCE \"VI_1\" BACKUP 150");
      fifo.report("INSTANCE \"VI_1\" MASTER 150");
      try (var reader = reader()) {
        assertThat(reader.readLine()).isEqualTo("INSTANCE \"VI_1\" BACKUP 150");
        assertThat(reader.readLine()).isEqualTo("INSTANCE \"VI_1\" MASTER 150");
      }
    }
  }

  @Test
  void aReaderThatDiesDoesNoHarmAndTheNextGoesOn() throws IOException {
    try (var fifo = open(LONG)) {
      fifo.report("one");
      try (var reader = reader()) {
        assertThat(reader.readLine()).isEqualTo("one");
      }
      fifo.report("two");
      try (var reader = reader()) {
        assertThat(reader.readLine()).isEqualTo("two");
      }
    }
  }

  @Test
  void aFullPipeBlocksNoCallerAndKeepsTheNewest() throws IOException {
    var line = "x".repeat(1000);
    int sent = Fifo.MOST + 1000;
    try (var fifo = open(LONG)) {
      for (int i = 0; i < sent; i++) {
        fifo.report(i + " " + line);
      }
      fifo.report("last");
      try (var reader = reader()) {
        int read = 0;
        for (var next = reader.readLine(); !"last".equals(next); next = reader.readLine()) {
          assertThat(next).endsWith(" " + line);
          read++;
        }
        assertThat(read).isBetween(Fifo.MOST - 1, sent);
      }
    }
  }

  @Test
  void theEndDoesNotWaitForAReaderThatNeverComes() {
    var fifo = open(SHORT);
    for (int i = 0; i < 1000; i++) {
      fifo.report("x".repeat(1000));
    }
    fifo.close();
    assertThat(path).doesNotExist();
  }

  @Test
  void aFileThatIsNotAPipeIsLeftAlone() throws IOException {
    Files.writeString(path, "mine");
    var fifo = open(SHORT);
    fifo.report("line");
    fifo.close();
    assertThat(path).hasContent("mine");
  }

  private Fifo open(Duration stopWait) {
    var config = new FifoConfig(FifoConfig.Topics.ALL, path.toString(), null, null, null);
    var opened = new CountDownLatch(1);
    var fifo = new Fifo(config, stopWait, opened::countDown);
    if (!Files.isRegularFile(path)) {
      Awaitility.await().until(() -> opened.getCount() == 0);
    }
    return fifo;
  }

  private BufferedReader reader() throws IOException {
    return Files.newBufferedReader(path);
  }
}
