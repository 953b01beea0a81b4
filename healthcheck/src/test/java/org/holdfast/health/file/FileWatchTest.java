package org.holdfast.health.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.holdfast.health.TrackFileConfig;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FileWatchTest {

  @TempDir Path root;

  private final LinkedBlockingQueue<Integer> reported = new LinkedBlockingQueue<>();
  private Path directory = Path.of("/");
  private Path file = Path.of("/");

  @BeforeEach
  void makeADirectory() throws IOException {
    directory = Files.createDirectory(root.resolve("d"));
    file = directory.resolve("load");
  }

  private FileWatch watch() {
    return watch(null, false);
  }

  private FileWatch watch(@Nullable Integer initial, boolean overwrite) {
    return new FileWatch(
        List.of(new TrackFileConfig("load", file.toString(), initial, overwrite)),
        (track, number) -> reported.add(number));
  }

  private Integer next() throws InterruptedException {
    return reported.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void reportsTheNumberAndEveryChange() throws Exception {
    Files.writeString(file, "3\n");
    try (var _ = watch()) {
      assertThat(next()).isEqualTo(3);
      Files.writeString(directory.resolve("other"), "9");
      Files.writeString(file, "-7");
      assertThat(next()).isEqualTo(-7);
      Files.writeString(file, "rubbish");
      assertThat(next()).isZero();
    }
  }

  @Test
  void readsTheFirstBytesOfALargeFileOnly() throws Exception {
    Files.writeString(file, "5");
    try (var _ = watch()) {
      assertThat(next()).isEqualTo(5);
      Files.writeString(file, " ".repeat(1_000_000) + "3");
      assertThat(next()).isZero();
    }
  }

  @Test
  void aFileMayBeMissingCreatedReplacedAndRemoved() throws Exception {
    try (var _ = watch()) {
      assertThat(next()).isZero();
      Files.writeString(file, "1");
      assertThat(next()).isEqualTo(1);
      var other = Files.writeString(directory.resolve("new"), "2");
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(next()).isEqualTo(2);
      Files.delete(file);
      assertThat(next()).isZero();
    }
  }

  @Test
  void theDirectoryMayBeRemovedAndRecreated() throws Exception {
    Files.writeString(file, "5");
    try (var _ = watch()) {
      assertThat(next()).isEqualTo(5);
      Files.move(directory, root.resolve("away"));
      assertThat(next()).isZero();
      Files.move(root.resolve("away"), directory);
      assertThat(next()).isEqualTo(5);
      Files.delete(file);
      assertThat(next()).isZero();
      Files.delete(directory);
      Files.createDirectory(directory);
      Files.writeString(file, "6");
      assertThat(next()).isEqualTo(6);
    }
  }

  @Test
  void createsTheFileWithItsInitialValue() throws Exception {
    try (var _ = watch(4, false)) {
      assertThat(next()).isEqualTo(4);
    }
    try (var _ = watch(8, false)) {
      assertThat(next()).isEqualTo(4);
    }
    try (var _ = watch(8, true)) {
      assertThat(next()).isEqualTo(8);
    }
    assertThat(file).hasContent("8\n");
  }

  @Test
  void aPipeIsNotRead() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    try (var _ = watch()) {
      assertThat(next()).isZero();
      Files.delete(file);
      Files.writeString(file, "2");
      assertThat(next()).isEqualTo(2);
    }
  }

  @Test
  void followsALinkToAFileElsewhere() throws Exception {
    var elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    var target = Files.writeString(elsewhere.resolve("value"), "1");
    Files.createSymbolicLink(file, Path.of("../elsewhere/value"));
    try (var _ = watch()) {
      assertThat(next()).isEqualTo(1);
      Files.writeString(target, "2");
      assertThat(next()).as("the target is written").isEqualTo(2);
      var other = Files.writeString(elsewhere.resolve("other"), "3");
      Files.delete(file);
      assertThat(next()).isZero();
      Files.createSymbolicLink(file, other);
      assertThat(next()).as("the link is another").isEqualTo(3);
      Files.writeString(other, "4");
      assertThat(next()).as("and its target is watched").isEqualTo(4);
    }
  }

  /** A second reading at the start would find the file empty while it is written again. */
  @Test
  void readsEachChangeOnce() throws Exception {
    var elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    var target = Files.writeString(elsewhere.resolve("value"), "1");
    Files.createSymbolicLink(file, target);
    for (int number = 1; number <= 200; number++) {
      try (var _ = watch()) {
        assertThat(next()).isEqualTo(number);
        Files.writeString(target, Integer.toString(number + 1));
        assertThat(next()).isEqualTo(number + 1);
      }
    }
  }

  /** A Kubernetes volume: {@code load -> ..data/load}, {@code ..data -> ..1}, then {@code ..2}. */
  @Test
  void followsAConfigMapFromVersionToVersion() throws Exception {
    for (int version = 1; version <= 3; version++) {
      Files.writeString(
          Files.createDirectory(directory.resolve(".." + version)).resolve("load"), "" + version);
    }
    Files.createSymbolicLink(directory.resolve("..data"), Path.of("..1"));
    Files.createSymbolicLink(file, Path.of("..data/load"));
    try (var _ = watch()) {
      assertThat(next()).isEqualTo(1);
      for (int version = 2; version <= 3; version++) {
        var fresh = Files.createSymbolicLink(directory.resolve("..tmp"), Path.of(".." + version));
        Files.move(fresh, directory.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
        assertThat(next()).isEqualTo(version);
        Files.delete(directory.resolve(".." + (version - 1)).resolve("load"));
        Files.delete(directory.resolve(".." + (version - 1)));
      }
      Files.writeString(directory.resolve("..3/load"), "7");
      assertThat(next()).isEqualTo(7);
    }
  }

  @Test
  void followsADirectoryThatIsALink() throws Exception {
    var one = Files.createDirectory(root.resolve("one"));
    var two = Files.createDirectory(root.resolve("two"));
    Files.writeString(one.resolve("load"), "1");
    Files.writeString(two.resolve("load"), "2");
    Files.delete(directory);
    Files.createSymbolicLink(directory, one);
    try (var _ = watch()) {
      assertThat(next()).isEqualTo(1);
      Files.writeString(one.resolve("load"), "5");
      assertThat(next()).isEqualTo(5);
      var fresh = Files.createSymbolicLink(root.resolve("fresh"), two);
      Files.move(fresh, directory, StandardCopyOption.ATOMIC_MOVE);
      assertThat(next()).isEqualTo(2);
    }
  }

  @Test
  void overwritesNeitherThroughALinkNorAPipe() throws Exception {
    var victim = Files.writeString(root.resolve("victim"), "precious");
    Files.createSymbolicLink(file, victim);
    try (var _ = watch(8, true)) {
      assertThat(next()).isZero();
    }
    assertThat(victim).hasContent("precious");
    Files.delete(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    try (var _ = watch(8, true)) {
      assertThat(next()).isZero();
    }
  }
}
