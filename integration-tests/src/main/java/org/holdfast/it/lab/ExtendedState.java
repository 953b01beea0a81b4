package org.holdfast.it.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A workaround for Debian's User-Mode Linux on processors with AMX. That kernel is older than AMX,
 * and its first process dies ("ptrace set fp regs failed, errno = 14"). {@code xstate.c} explains
 * why.
 */
final class ExtendedState {

  private static final String SOURCE = "xstate.c";

  private ExtendedState() {}

  /** Returns whether this machine's processor has more state than User-Mode Linux supports. */
  static boolean isTooLarge() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines.anyMatch(line -> line.startsWith("flags") && line.contains(" amx_tile"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Compiles, in that directory, the library to be preloaded into the kernel's process. */
  static Path library(Path directory) throws IOException {
    return Preload.compile(SOURCE, directory);
  }
}
