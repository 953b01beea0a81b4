package org.holdfast.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class WholeLinesTest {

  private static final int FULL_DISK = -1;

  /** A descriptor that takes so many bytes in each turn, and all bytes after the last turn. */
  private static final class Descriptor implements WritableByteChannel {
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final Queue<Integer> turns;

    Descriptor(Integer... turns) {
      this.turns = new ArrayDeque<>(List.of(turns));
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int most = turns.isEmpty() ? bytes.remaining() : turns.remove();
      if (most == FULL_DISK) {
        throw new IOException("No space left on device");
      }
      for (int i = 0; i < most; i++) {
        written.write(bytes.get());
      }
      return most;
    }

    String text() {
      return written.toString(StandardCharsets.UTF_8);
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  @Test
  @Timeout(10)
  void aFullPipeThatDoesNotBlockGetsTheRestOfTheLineLater() throws IOException {
    var pipe = new Descriptor(3, 0, 0, 2);
    var lines = new WholeLines(pipe);

    lines.write("line 1\n");
    lines.write("line 2\n");

    assertThat(pipe.text()).isEqualTo("line 1\nline 2\n");
  }

  @Test
  void theLineAfterATornOneBeginsOnALineOfItsOwn() throws IOException {
    var disk = new Descriptor(3, FULL_DISK, FULL_DISK);
    var lines = new WholeLines(disk);

    assertThatThrownBy(() -> lines.write("line 1\n")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> lines.write("line 2\n")).isInstanceOf(IOException.class);
    lines.write("line 3\n");
    lines.write("line 4\n");

    assertThat(disk.text()).isEqualTo("lin\nline 3\nline 4\n");
  }

  @Test
  void aDiskThatIsFullBetweenTwoLinesLeavesNoEmptyLine() throws IOException {
    var disk = new Descriptor(7, FULL_DISK);
    var lines = new WholeLines(disk);

    lines.write("line 1\n");
    assertThatThrownBy(() -> lines.write("line 2\n")).isInstanceOf(IOException.class);
    lines.write("line 3\n");

    assertThat(disk.text()).isEqualTo("line 1\nline 3\n");
  }
}
