package org.holdfast.it.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Small libraries in C that replace functions of the C library in a program, by LD_PRELOAD. */
public final class Preload {
  static final String COMPILER = "cc";

  private Preload() {}

  /** Returns whether a C compiler is installed. */
  public static boolean isPossible() {
    return Tools.isInstalled(COMPILER);
  }

  /**
   * Compiles the library that makes a program believe that the wall clock is set: it adds to the
   * clock the seconds in the file that the environment variable {@code LAB_CLOCK} names, eight
   * bytes in the machine's order, which may change at any time.
   *
   * @param directory where the library goes
   */
  public static Path wallClock(Path directory) throws IOException {
    return compile("wallclock.c", directory);
  }

  /**
   * Compiles the library that makes an event loop use the processor without waiting: while the file
   * that the environment variable {@code LAB_BUSY} names exists, the real-time thread whose name
   * begins with {@code LAB_BUSY_THREAD} does so.
   *
   * @param directory where the library goes
   */
  public static Path busyLoop(Path directory) throws IOException {
    return compile("busy.c", directory);
  }

  /** Compiles this source file, a resource of this package, in that directory. */
  static Path compile(String name, Path directory) throws IOException {
    Path source = directory.resolve(name);
    try (var packed = Preload.class.getResourceAsStream(name)) {
      if (packed == null) {
        throw new IOException(name + " is not in the class path");
      }
      Files.copy(packed, source);
    }
    Path library = directory.resolve(name.replace(".c", ".so"));
    LabCommand.run(
        List.of(COMPILER, "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString()));
    return library;
  }
}
