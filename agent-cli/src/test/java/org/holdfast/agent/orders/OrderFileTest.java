package org.holdfast.agent.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrderFileTest {

  private static final OrderBook BOOK =
      OrderBook.EMPTY.with(
          new Order(
              new Wish.StepDown("VI_1"),
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
  void bytesThatAreNoTextAreABrokenFile() throws IOException {
    var path = Files.write(directory.resolve("orders"), new byte[] {(byte) 0xff, (byte) 0xfe});
    assertThat(OrderFile.at(path).read()).isEqualTo(OrderBook.EMPTY);
  }
}
