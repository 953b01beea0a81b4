package org.holdfast.agent.control;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/** The groups of this host, by name. */
final class LocalGroups {

  private static final Path FILE = Path.of("/etc/group");

  private LocalGroups() {}

  /**
   * Returns the number of a group: {@code name} itself if it is a number, else the one in
   * /etc/group. Reads the file.
   */
  static OptionalInt gid(String name) {
    try {
      return gid(name, Files.readAllLines(FILE, StandardCharsets.ISO_8859_1));
    } catch (IOException _) {
      return gid(name, List.of()); // no file, no names
    }
  }

  /** Like {@link #gid(String)}, with the file's lines: {@code name:password:gid:members}. */
  static OptionalInt gid(String name, List<String> lines) {
    if (isNumber(name)) {
      return OptionalInt.of(Integer.parseInt(name));
    }
    for (var line : lines) {
      var fields = line.split(":", -1);
      if (fields.length >= 3 && fields[0].equals(name) && isNumber(fields[2])) {
        return OptionalInt.of(Integer.parseInt(fields[2]));
      }
    }
    return OptionalInt.empty();
  }

  private static boolean isNumber(String text) {
    return !text.isEmpty()
        && text.length() <= 9
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
