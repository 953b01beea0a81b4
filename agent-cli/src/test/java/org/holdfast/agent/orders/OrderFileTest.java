package org.holdfast.agent.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.holdfast.linux.NamedPipe;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderFileTest {

  private static final OrderBook BOOK =
      OrderBook.EMPTY.with(
          new Order(
              new OrderAction.StepDown("VI_1"),
              "root",
              "",
              Instant.parse("2026-03-01T12:00:00Z"),
              Optional.empty()));

  @TempDir Path directory;

  @Test
  void keepsWhatWasWrittenLast() throws IOException {
    var file = OrderFile.at(directory.resolve("made/on/demand/orders"));
    assertThat(file.read()).isEqualTo(OrderBook.EMPTY);
    file.write(OrderBook.EMPTY);
    file.write(BOOK);
    assertThat(file.read()).isEqualTo(BOOK);
  }

  @Test
  void setsABrokenFileAside() throws IOException {
    var path = Files.writeString(directory.resolve("orders"), "not orders\n");
    assertThat(OrderFile.at(path).read()).isEqualTo(OrderBook.EMPTY);
    assertThat(path).doesNotExist();
    assertThat(directory.resolve("orders.broken")).hasContent("not orders");
  }

  @Test
  void bytesThatAreNotTextAreABrokenFile() throws IOException {
    var path = Files.write(directory.resolve("orders"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(OrderFile.at(path).read()).isEqualTo(OrderBook.EMPTY);
  }

  @Test
  void aHugeFileIsABrokenFile() throws IOException {
    var path = directory.resolve("orders");
    try (var file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength((16 << 20) + 1);
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    assertThat(OrderFile.at(path).read()).isEqualTo(OrderBook.EMPTY);
    assertThat(path).doesNotExist();
    assertThat(directory.resolve("orders.broken")).exists();
  }

  @Test
  void impossibleInstantsAreABrokenFile() throws IOException {
    for (var instant :
        List.of("-1000000000-01-01T00:00:00Z", "+1000000000-12-31T23:59:59.999999999Z")) {
      var path =
          Files.writeString(
              directory.resolve("orders"),
              "holdfast-orders 1\nstep-down\tV1\t" + instant + "\t" + instant + "\troot\tx\n");
      assertThat(OrderFile.at(path).read()).isEqualTo(OrderBook.EMPTY);
      assertThat(path).doesNotExist();
    }
  }

  @Test
  void onlyItsOwnerMayReadOrWriteIt() throws IOException {
    var path = directory.resolve("orders");
    Files.writeString(directory.resolve("orders.next"), "of a life that was cut short");
    OrderFile.at(path).write(BOOK);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(OrderFile.at(path).read()).isEqualTo(BOOK);
  }

  @Test
  void aFileThatOthersMayWriteIsNotTrusted() throws IOException {
    var path = directory.resolve("orders");
    OrderFile.at(path).write(BOOK);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertThat(OrderFile.at(path).read()).isEqualTo(OrderBook.EMPTY);
    assertThat(directory.resolve("orders.broken")).exists();
  }

  @Test
  void aPipeInItsPlaceIsSetAsideWithoutReading() {
    var path = directory.resolve("orders");
    NamedPipe.make(path);
    assertThat(OrderFile.at(path).read()).isEqualTo(OrderBook.EMPTY);
    assertThat(path).doesNotExist();
  }
}
