package org.holdfast.it.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests which differences between two dumps of the class archive are taken for clock readings. */
final class SettleArchiveTest {
  private static final int SIZE = 3 * 4_096;
  private static final int CHECKSUM = 0x138;
  private static final int IN_A_REGION = 2 * 4_096;
  private static final long MAGIC = 0xf00baba2L;

  @TempDir private Path directory;

  private record Outcome(int status, String output) {}

  private Outcome settle(byte[] archive, byte[] earlier) throws Exception {
    Files.write(archive(), archive);
    Path dump = Files.write(directory.resolve("dump.jsa"), earlier);
    Path program = Path.of("..", "agent-cli/src/main/packaging/SettleArchive.java");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                program.toAbsolutePath().normalize().toString(),
                archive().toString(),
                dump.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }

  private Path archive() {
    return directory.resolve("holdfast.jsa");
  }

  private byte[] settled() throws IOException {
    return Files.readAllBytes(archive());
  }

  private static byte[] dump(long checksum, long word) {
    var bytes = new byte[SIZE];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(0, (checksum << 32) | MAGIC)
        .putLong(CHECKSUM, checksum)
        .putLong(IN_A_REGION, word);
    return bytes;
  }

  @Test
  void clockReadingsAndChecksumsBecomeZero() throws Exception {
    var outcome = settle(dump(0x1c742f33, 3_573_337), dump(0x68b6710f, 3_556_352));

    assertThat(outcome.status()).as(outcome.output()).isZero();
    assertThat(settled()).isEqualTo(dump(0, 0));
  }

  @Test
  void anAddressThatDiffersIsNotTakenForAReading() throws Exception {
    var archive = dump(0x1c742f33, 0x8_00cb_1738L);

    var outcome = settle(archive, dump(0x68b6710f, 0x8_00ca_e338L));

    assertThat(outcome.status()).isNotZero();
    assertThat(outcome.output()).contains("the dumps differ in more than clock readings");
    assertThat(settled()).isEqualTo(archive);
  }
}
