package org.holdfast.linux.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalInt;
import org.holdfast.net.Family;

/** Settings of links in {@code /proc/sys/net}, of the calling thread's network namespace. */
final class SettingFiles {

  private static final Path ROOT = Path.of("/proc/sys/net");

  private SettingFiles() {}

  static OptionalInt read(Family family, String link, String name) {
    try {
      return OptionalInt.of(Integer.parseInt(Files.readString(file(family, link, name)).strip()));
    } catch (IOException | NumberFormatException notThere) {
      return OptionalInt.empty();
    }
  }

  /** Returns whether the kernel has accepted the value. */
  static boolean write(Family family, String link, String name, int value) {
    try {
      Files.writeString(file(family, link, name), Integer.toString(value));
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  private static Path file(Family family, String link, String name) {
    return ROOT.resolve(family.name().toLowerCase(Locale.ROOT))
        .resolve("conf")
        .resolve(link)
        .resolve(name);
  }
}
